// Runs the steps of a development script: says what it does, stops at the first failure with its exit code.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** Runs a command in the root folder, its output passed through; ends this process if it fails. */
export function run(command, args) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
    child.on('error', (error) => fail(`${command} could not be started: ${error.message}`, 1));
    child.on('exit', (code, signal) =>
      code === 0
        ? done()
        : fail(`${[command, ...args].join(' ')} ended with ${signal ?? `exit code ${code}`}`, code ?? 1),
    );
  });
}

/** Announces a step, runs it and says how long it took; on stderr, so that a program's own output stays clean. */
export async function step(title, work) {
  const started = performance.now();
  announce(title);
  await work();
  say(tookSince(started));
}

export const tookSince = (started) => `  done in ${((performance.now() - started) / 1000).toFixed(1)} s`;

export const announce = (title) => say(`\n▸ ${title}`);

/** Prints a line, also from a test runner that would put a heading on each line of the console. */
export const say = (line) => void process.stderr.write(`${line}\n`);

/** Ends this process with what went wrong. */
export function fail(problem, code) {
  console.error(`✗ ${problem}`);
  process.exit(code);
}
