// Does each route answer as it should, and does PHP have nothing to complain about meanwhile?
//   ROUTE: [admin] METHOD PATH STATUS [text that the page holds, or !text that it must not]
import { faults, logged } from './php.mjs';

const ROUTE = /^(admin )?(GET|HEAD|POST|OPTIONS) (\/\S*) ([1-5]\d\d)(?: (.+))?$/s;
const BROKEN = ['There has been a critical error on this website', '<b>Fatal error</b>'];

export function read(words) {
	return words.map((word) => {
		const found = ROUTE.exec(word);
		if (!found) throw new Error(`not a route: ${word}`);
		const [, admin, method, path, status, text] = found;
		return { name: word, admin: Boolean(admin), method, path, status: Number(status), text };
	});
}

// [{name, seconds, message}], the message empty where it held.
export async function visit(site, routes) {
	const found = [];
	let cookies = null;
	for (const route of routes) {
		const begun = performance.now();
		if (route.admin) cookies ??= await login(site);
		const message = (await fault(site, route, cookies)) || faults(logged(site.FS)).join('\n');
		found.push({ name: route.name, seconds: (performance.now() - begun) / 1000, message });
	}
	return found;
}

async function fault(site, route, cookies) {
	const headers = route.admin ? { cookie: cookies } : {};
	const asked = { method: route.method, headers, redirect: 'manual' };
	const answer = await fetch(site.url + route.path, asked);
	const page = await answer.text();
	const log = faults(logged(site.FS));
	const more = log.length ? `: ${log.join('\n')}` : '';
	if (answer.status !== route.status) {
		const to = answer.headers.get('location');
		const where = to ? ` to ${to}` : '';
		return `answered ${answer.status}${where} instead of ${route.status}${more}`;
	}
	if (log.length) return log.join('\n');
	const broken = BROKEN.find((text) => page.includes(text));
	if (broken) return `the page says: ${broken}`;
	return unlike(page, route.text);
}

function unlike(page, text) {
	if (!text) return '';
	if (text.startsWith('!')) {
		return page.includes(text.slice(1)) ? `the page holds ${text.slice(1)}` : '';
	}
	return page.includes(text) ? '' : `the page does not hold ${text}`;
}

// As a person does: the form's test cookie, then name and password.
async function login(site) {
	const form = await fetch(`${site.url}/wp-login.php`, { redirect: 'manual' });
	const body = new URLSearchParams({ log: 'admin', pwd: 'password', testcookie: '1' });
	const headers = { cookie: jar(form), 'content-type': 'application/x-www-form-urlencoded' };
	const asked = { method: 'POST', body: String(body), headers, redirect: 'manual' };
	const answer = await fetch(`${site.url}/wp-login.php`, asked);
	return jar(answer);
}

const jar = (answer) => answer.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ');

export function junit(found) {
	const cases = found.map(({ name, seconds, message }) => {
		const failure = message ? `<failure message="${xml(message)}"/>` : '';
		const head = `classname="http" name="${xml(name)}" time="${seconds.toFixed(3)}"`;
		return `<testcase ${head}>${failure}</testcase>`;
	});
	return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="http">${cases.join('\n')}</testsuite>\n`;
}

const xml = (text) =>
	text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '?').replace(/[<>&"'\n]/g, (c) => `&#${c.charCodeAt(0)};`);
