// Does the site answer over HTTP? One server on loopback before one PHP, page after page.
import { createServer } from 'node:http';
import { start } from './php.mjs';

const PORT = 8080; // the same in every run, where nothing else has it

export async function serve(database) {
	let answer = null;
	const server = createServer((request, response) => answer(request, response));
	const port = await listening(server);
	const url = `http://127.0.0.1:${port}`;
	const site = await start(url, database);
	answer = answering(site, url);
	return { ...site, url, close: () => server.close(() => server.closeAllConnections()) };
}

async function listening(server) {
	for (const port of [PORT, 0]) {
		try {
			await new Promise((yes, no) => {
				server.once('error', no);
				server.listen(port, '127.0.0.1', yes);
			});
			return server.address().port;
		} catch (error) {
			if (error.code !== 'EADDRINUSE') throw error;
		}
	}
}

function answering({ php, universal }, url) {
	const handler = new universal.PHPRequestHandler({
		php,
		documentRoot: '/wordpress',
		absoluteUrl: url,
		cookieStore: false,
		getFileNotFoundAction: () => ({ type: 'internal-redirect', uri: '/index.php' }),
	});
	let before = Promise.resolve();
	return (request, response) => {
		before = before.then(() => page(handler, request, response)).catch((error) => {
			response.writeHead(500).end(`PHP fell: ${error}`);
		});
	};
}

async function page(handler, request, response) {
	const chunks = [];
	for await (const chunk of request) chunks.push(chunk);
	const headers = Object.fromEntries(
		Object.entries(request.headers).map(([name, value]) => [name, String(value)])
	);
	const body = chunks.length ? new Uint8Array(Buffer.concat(chunks)) : undefined;
	const done = await handler.request({ method: request.method, url: request.url, headers, body });
	const out = { ...done.headers };
	delete out['content-length'];
	delete out['transfer-encoding'];
	response.writeHead(done.httpStatusCode, out).end(Buffer.from(done.bytes));
}
