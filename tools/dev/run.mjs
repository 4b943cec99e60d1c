// Runs the steps of a development script: says what it does, stops at the first failure with its exit code.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** Programs of npm packages, by the name of their command. Node runs their files, so that no shell has to find them. */
export const PROGRAMS = {
  oxlint: 'node_modules/oxlint/bin/oxlint',
  prettier: 'node_modules/prettier/bin/prettier.cjs',
  tsc: 'node_modules/@typescript/native/bin/tsc',
  vitest: 'node_modules/vitest/vitest.mjs',
};

/**
 * Runs a Node program in the root folder, its output passed through; ends this process if it fails. Each argument is one
 * text: there is no shell.
 *
 * @param {string} program one of PROGRAMS, or a file
 * @param {string[]} args
 */
export function run(program, args) {
  return passedThrough(process.execPath, [programFile(program), ...args], [program, ...args].join(' '));
}

/** @param {string} program one of PROGRAMS, or a file */
export const programFile = (program) => (Object.hasOwn(PROGRAMS, program) ? PROGRAMS[program] : program);

/** Runs npm in the root folder, as `run` runs programs. */
export function npm(...args) {
  const shown = ['npm', ...args].join(' ');
  // npm says where it is to what it runs. By hand, on Windows, it is a script that only a shell can run.
  const file = process.env.npm_execpath;
  if (file !== undefined && /npm-cli\.[cm]?js$/.test(file))
    return passedThrough(process.execPath, [file, ...args], shown);
  return passedThrough('npm', args, shown, process.platform === 'win32');
}

/** @param {boolean} shell only for arguments that are written in the scripts themselves */
function passedThrough(command, args, shown, shell = false) {
  return new Promise((done) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', shell });
    child.on('error', (error) => fail(`${command} could not be started: ${error.message}`, 1));
    child.on('exit', (code, signal) =>
      code === 0 ? done() : fail(`${shown} ended with ${signal ?? `exit code ${code}`}`, code ?? 1),
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
