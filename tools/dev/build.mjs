// Builds every package when a source has changed since the last build. `tsc -b` would find out itself, in two seconds;
// looking at the files' sizes and times takes some milliseconds.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { locked } from './build-lock.mjs';
import { BuildProgress } from './build-progress.mjs';
import { announce, fail, PROGRAMS, root, say, tookSince } from './run.mjs';

const CACHE = resolve(root, 'node_modules/.cache/multilith');
const STAMP = join(CACHE, 'build-stamp');
/** The sources with which the last build of everything failed. */
const FAILED = join(CACHE, 'failed-build-stamp');
const LOCK = join(CACHE, 'build.lock');
const INPUTS = [
  'apps',
  'libs',
  'tools',
  'bench',
  'examples',
  'tsconfig.json',
  'tsconfig.base.json',
  'package-lock.json',
];
/**
 * Projects in parallel, each checked by one thread: the threads that share a project check the types it imports once each,
 * which costs a third more time on two cores (docs/adr/0042).
 */
const PARALLEL = ['--builders', String(Math.min(availableParallelism(), 4)), '--checkers', '1'];
const SKIPPED = new Set(['node_modules', 'dist', 'test', 'fixtures', '.nx', 'coverage']);

/** Runs `tsc -b` unless nothing has changed since it last succeeded; ends this process if it fails. */
export async function buildIfStale() {
  if (isFresh()) return;
  try {
    await buildOnce({ unlessFresh: true });
  } catch (error) {
    fail(error.message, 1);
  }
}

/** Runs `tsc -b` for all packages, which leaves out what is up to date; ends this process if it fails. */
export async function build() {
  try {
    await buildOnce({ unlessFresh: false });
  } catch (error) {
    fail(error.message, 1);
  }
}

/**
 * Builds, one process after the other.
 * @throws Error if the compiler finds errors; it has printed them
 */
export const buildOnce = ({ unlessFresh }) =>
  locked(LOCK, async () => {
    if (unlessFresh && isFresh()) return;
    const fingerprint = inputs();
    rmSync(STAMP, { force: true });
    announce('Building what changed');
    const started = performance.now();
    await compile();
    say(tookSince(started));
    write(STAMP, fingerprint);
  });

/**
 * Builds a project for Nx: with all others in one compiler, which takes a third of the time that a compiler for each
 * takes; the tasks that follow find everything built. Where another project has errors, this one is built alone, so that
 * the errors are those of their own task.
 *
 * @param {string} project its folder
 * @throws Error if the project or one that it refers to does not build; the compiler has said why
 */
export const buildProject = (project) =>
  locked(LOCK, async () => {
    if (isFresh()) return;
    const fingerprint = inputs();
    if (textOf(FAILED) !== fingerprint) {
      rmSync(STAMP, { force: true });
      try {
        await compile([], () => {});
        write(STAMP, fingerprint);
        return;
      } catch {
        write(FAILED, fingerprint);
      }
    }
    await compile([project]);
  });

/**
 * Builds these projects and what they refer to, and leaves the others alone.
 *
 * @param {string[]} projects their folders
 * @throws Error if one does not build; the compiler has said why
 */
export const buildOnly = (projects) =>
  locked(LOCK, async () => {
    if (!isFresh()) await compile(projects);
  });

/** Whether what is built was built from the sources as they are. */
export const isFresh = () => textOf(STAMP) === inputs() && everythingBuilt();

const textOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** @param {string[]} projects folders; none for all of them */
function compile(projects = [], show = say) {
  const progress = new BuildProgress(root);
  const pretty = process.stderr.isTTY ? ['--pretty'] : [];
  const child = spawn(process.execPath, [PROGRAMS.tsc, '-b', ...projects, ...PARALLEL, '--verbose', ...pretty], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface(child.stdout).on('line', (line) => {
    const shown = progress.read(line);
    if (shown !== undefined) show(shown);
  });
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code, signal) =>
      code === 0 ? done() : failed(new Error(`tsc -b ended with ${signal ?? `exit code ${code}`}`)),
    );
  });
}

/** Names, sizes and times of all sources. */
function inputs() {
  const hash = createHash('sha256');
  const add = (path) => {
    const stats = statSync(resolve(root, path), { throwIfNoEntry: false });
    if (stats?.isDirectory())
      for (const name of readdirSync(resolve(root, path)).sort()) {
        if (!SKIPPED.has(name)) add(join(path, name));
      }
    else if (stats && /\.(?:[cm]?tsx?|json)$/.test(path)) hash.update(`${path}\0${stats.size}\0${stats.mtimeMs}\n`);
  };
  INPUTS.forEach(add);
  return hash.digest('hex');
}

/** A `dist` may have been removed by hand. */
function everythingBuilt() {
  const { references } = JSON.parse(readFileSync(resolve(root, 'tsconfig.json'), 'utf8'));
  return references.every(({ path }) => existsSync(resolve(root, path, 'dist/.tsbuildinfo')));
}
