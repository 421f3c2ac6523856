// Is WordPress installed, and does each plugin switch on? Writes database.sqlite and activation.json.
//   build.mjs install FOLDER | activate FOLDER
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DATABASE, SITE, database, faults, logged, script, start } from './php.mjs';

const URL_THEN = 'http://localhost'; // each check's server says its own later

export async function install(folder) {
	const { php, FS } = await start(URL_THEN, null);
	const done = await script(php, '/levee/install.php', [SITE.permalink]);
	if (!done.out.trimEnd().endsWith('installed') || done.out.includes('not installed')) {
		throw new Error(`WordPress was not installed: ${why(done, logged(FS))}`);
	}
	writeFileSync(join(folder, 'database.sqlite'), FS.readFile(DATABASE));
}

export async function activate(folder) {
	const { php, FS } = await start(URL_THEN, database());
	const report = { done: [], failed: [], running: null };
	const keep = () => writeFileSync(join(folder, 'activation.json'), JSON.stringify(report));
	const fail = (one, kind, message) => report.failed.push({ ...named(one), kind, message });
	let last = null;
	for (const one of [...SITE.plugins, ...SITE.theme]) {
		report.running = named(one);
		keep();
		const found = await switched(php, FS, one);
		if (found.down) {
			fail(last ?? one, 'down', found.message);
			last = null;
			break;
		}
		if (found.kind) fail(one, found.kind, found.message);
		else report.done.push(named(one));
		last = one;
	}
	if (last) {
		report.running = named(last);
		keep();
		const found = await stands(php, FS);
		if (found) fail(last, 'down', found);
	}
	for (const one of await gone(php, report.done)) {
		fail(one, 'gone', 'it was switched on, and is not on any more');
	}
	report.running = null;
	writeFileSync(join(folder, 'database.sqlite'), FS.readFile(DATABASE));
	keep();
}

const named = ({ name, version }) => ({ name, version });

async function switched(php, FS, one) {
	const done = await script(php, '/levee/activate.php', [one.kind, one.main]);
	const log = logged(FS);
	const said = done.out.lastIndexOf('\nLEVEE:');
	if (said >= 0 && done.exit === 0) {
		const [kind, message] = JSON.parse(done.out.slice(said + '\nLEVEE:'.length));
		return { kind, message };
	}
	return { kind: 'fatal', message: why(done, log), down: !done.out.includes('\nLEVEE-UP\n') };
}

// Plugins that another one, or they themselves, switched off again; or that only pretended.
async function gone(php, done) {
	const { out } = await script(php, '/levee/active.php');
	const active = JSON.parse(out);
	const main = new Map(SITE.plugins.map((one) => [one.name, one.main]));
	return done.filter(({ name }) => main.has(name) && !active.includes(main.get(name)));
}

// Empty when the site still starts with everything that is on.
async function stands(php, FS) {
	const done = await script(php, '/levee/script.php', ['/levee/stands.php']);
	const log = logged(FS);
	return done.exit === 0 && done.out.includes('LEVEE-STANDS') ? '' : why(done, log);
}

function why(done, log) {
	const fatal = faults(log).filter((line) => !line.startsWith('PHP Warning'));
	const text = fatal.at(-1) ?? log.at(-1) ?? done.err.trim() ?? '';
	return text || plain(done.out) || `PHP ended with exit code ${done.exit}`;
}

const plain = (html) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').trim().slice(0, 1000);
