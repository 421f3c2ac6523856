// What does a check ask of its site?
//   http [--junit FILE] ROUTE...    each route over HTTP
//   php SCRIPT [WORD...]            a script inside WordPress; its exit code is the check's
//   serve ARGV...                   a command of the check's own, with WP_URL in its environment
//   install FOLDER, activate FOLDER for the lab itself
import { spawn } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { activate, install } from './build.mjs';
import { HERE, database, faults, logged, script, share, start } from './php.mjs';
import { junit, read, visit } from './routes.mjs';
import { serve } from './serve.mjs';

const say = (text) => process.stderr.write(`${text}\n`);

// An activation that failed is what every check of this stack shows.
function mustBeActive() {
	const { failed } = JSON.parse(readFileSync(join(HERE, '..', 'activation.json'), 'utf8'));
	for (const one of failed) {
		say(`activation of ${one.name} ${one.version}: ${one.kind}: ${one.message.split('\n')[0]}`);
	}
	if (failed.length) process.exit(1);
}

async function http(words) {
	const file = words[0] === '--junit' ? words.splice(0, 2)[1] : '';
	const routes = read(words);
	const site = await serve(database());
	const found = await visit(site, routes);
	if (file) writeFileSync(file, junit(found));
	const red = found.filter((one) => one.message);
	for (const one of red) say(`${one.name}: ${one.message}`);
	console.log(`${found.length - red.length} of ${found.length} routes held`);
	return red.length ? 1 : 0;
}

async function php([path, ...words]) {
	const { php: one, FS } = await start('http://localhost', database());
	share(FS, dirname(resolve(path)));
	share(FS, process.cwd());
	for (const word of words) if (isAbsolute(word) && isFile(word)) share(FS, word);
	const done = await script(one, '/levee/script.php', [resolve(path), ...words]);
	process.stdout.write(done.out);
	process.stderr.write(done.err);
	const log = faults(logged(FS));
	for (const line of log) say(line);
	return done.exit || (log.length ? 1 : 0);
}

const isFile = (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

async function served(argv) {
	const site = await serve(database());
	const env = { ...process.env, WP_URL: site.url };
	const child = spawn(argv[0], argv.slice(1), { stdio: ['ignore', 'inherit', 'inherit'], env });
	const code = await new Promise((yes) => {
		child.on('error', (error) => yes((say(`${argv[0]}: ${error.message}`), 127)));
		child.on('exit', (exit, signal) => yes(signal ? 1 : exit));
	});
	const log = faults(logged(site.FS));
	for (const line of log) say(line);
	return code || (log.length ? 1 : 0);
}

const CHECKS = { http, php, serve: served };
const [verb, ...words] = process.argv.slice(2);
// A site lives for seconds: optimising all of PHP again in each process costs half of its time.
// What computes for long in a check is optimised still.
setFlagsFromString(verb in CHECKS ? '--wasm-tiering-budget=60000000' : '--liftoff-only');
try {
	if (verb in CHECKS) {
		mustBeActive();
		process.exitCode = await CHECKS[verb](words);
	} else {
		await { install, activate }[verb](words[0]);
	}
} catch (error) {
	say(error?.stack ?? JSON.stringify(error));
	process.exitCode = 70;
}
process.exit();
