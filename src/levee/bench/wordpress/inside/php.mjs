// How does one PHP stand up with one WordPress site in it? Everything a page writes stays in memory.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const HERE = dirname(fileURLToPath(import.meta.url));
export const SITE = JSON.parse(readFileSync(join(HERE, '..', 'site.json'), 'utf8'));
const ROOT = join(HERE, '..');
const CONTENT = '/wordpress/wp-content';
export const DATABASE = `${CONTENT}/database/.ht.sqlite`;
export const LOG = '/tmp/php.log';

const real = (path) => (isAbsolute(path) ? path : join(ROOT, path));

async function parts() {
	const from = createRequire(join(real(SITE.php), 'package.json'));
	const load = (name) => import(pathToFileURL(from.resolve(name)).href);
	return { universal: await load('@php-wasm/universal'), build: await load(SITE.build) };
}

// A socket of PHP becomes a WebSocket to this port, where nobody listens: connection refused,
// as on a machine without a network. Without it the whole process would fall.
const NOBODY = 'ws://127.0.0.1:9/';

async function runtime({ universal, build }) {
	const loader = await build.getPHPLoaderModule();
	const id = await universal.loadPHPRuntime(loader, {
		quit: (code, error) => {
			throw error;
		},
		phpWasmAsyncMode: (await build.jspi()) ? 'jspi' : 'asyncify',
		processId: 1,
		websocket: { url: () => NOBODY, subprotocol: 'binary' },
	});
	return new universal.PHP(id);
}

const INI = {
	memory_limit: '256M',
	max_execution_time: '0', // the sandbox's own clock decides
	log_errors: '1',
	display_errors: '0',
	error_log: LOG,
	allow_url_fopen: '1',
	upload_max_filesize: '64M',
	post_max_size: '64M',
};

// PHP on the site of this folder. `database`: its file, as bytes; null: none yet.
export async function start(url, database) {
	const all = await parts();
	const php = await runtime(all);
	await all.universal.setPhpIniEntries(php, INI);
	const { FS } = php[all.universal.__private__dont__use];
	lay(FS, all.universal);
	FS.writeFile('/levee/constants.json', JSON.stringify(constants(url)));
	if (database) FS.writeFile(DATABASE, database);
	return { php, FS, universal: all.universal };
}

function lay(FS) {
	const disk = FS.filesystems.NODEFS;
	const show = (from, at) => {
		FS.mkdirTree(at);
		FS.mount(disk, { root: real(from) }, at);
	};
	show(SITE.core, '/wordpress');
	FS.mount(FS.filesystems.MEMFS, {}, CONTENT);
	show('themes', `${CONTENT}/themes`);
	show('plugins', `${CONTENT}/plugins`);
	show(SITE.sqlite, '/levee/sqlite');
	for (const folder of ['database', 'uploads', 'mu-plugins', 'upgrade']) {
		FS.mkdirTree(`${CONTENT}/${folder}`);
	}
	const place = (name, at) => FS.writeFile(at, readFileSync(join(HERE, name)));
	place('wp-config.php', '/wp-config.php');
	place('db.php', `${CONTENT}/db.php`);
	place('lab.php', `${CONTENT}/mu-plugins/lab.php`);
	const scripts = ['install.php', 'activate.php', 'active.php', 'script.php', 'stands.php'];
	for (const name of scripts) place(name, `/levee/${name}`);
}

const constants = (url) => ({ WP_HOME: url, WP_SITEURL: url, ...SITE.constants });

// A real folder or file, shown to PHP under the same path, unless it is shown already.
export function share(FS, path) {
	if (FS.analyzePath(path).exists) return;
	if (statSync(path).isDirectory()) {
		FS.mkdirTree(path);
		FS.mount(FS.filesystems.NODEFS, { root: path }, path);
	} else {
		FS.mkdirTree(dirname(path));
		FS.writeFile(path, readFileSync(path));
	}
}

// What PHP wrote into its log since the last look, by line.
export function logged(FS) {
	const lines = [];
	for (const path of [LOG, `${CONTENT}/debug.log`]) {
		if (!FS.analyzePath(path).exists) continue;
		lines.push(...FS.readFile(path, { encoding: 'utf8' }).split('\n').filter(Boolean));
		FS.writeFile(path, '');
	}
	return lines.map((line) => line.replace(/^\[[^\]]*\] /, ''));
}

const BAD = /^PHP (Fatal error|Parse error|Recoverable fatal error|Warning|Compile error|Core error)/;
export const faults = (lines) => lines.filter((line) => BAD.test(line));

// One script; never throws for what the script itself does. It keeps its output and exit code.
export async function script(php, path, words = []) {
	const code = `<?php $argv = $_SERVER['argv'] = json_decode(base64_decode('${pack(words)}'), true);
		$argc = $_SERVER['argc'] = count($argv); require '${path.replace(/['\\]/g, '\\$&')}';`;
	const host = 'localhost';
	const done = await php.runStream({ code, relativeUri: '/', headers: { host } });
	const [out, err, exit] = await Promise.all([done.stdoutText, done.stderrText, done.exitCode]);
	return { out, err, exit };
}

const pack = (words) => Buffer.from(JSON.stringify(words)).toString('base64');

export function database() {
	const path = join(ROOT, 'database.sqlite');
	return existsSync(path) ? readFileSync(path) : null;
}
