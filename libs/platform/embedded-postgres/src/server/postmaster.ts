import { execFile, spawn } from 'node:child_process';
import { open, readFile, readlink, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EmbeddedDatabaseError } from '../embedded-database.error.js';
import type { DataFolder } from '../folder/data-folder.js';
import type { ServerUser } from '../folder/reachable.js';
import { isAlive } from '../folder/start-lock.js';
import type { Binaries } from './binaries.js';

const POLL_MS = 15;
const READY_MS = 60_000;
const STOP_MS = 30_000;
const LOG_LIMIT_BYTES = 10_000_000;

/** Content of `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly status: 'starting' | 'ready' | 'stopping';
}

/** A clean environment: `PGPORT` or `PGDATA` of the user's shell must not affect our server. */
export const serverEnvironment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.startsWith('PG') && !name.startsWith('LC_')),
  ),
  LC_ALL: 'C',
});

const pidFileOf = (cluster: string): string => join(cluster, 'postmaster.pid');

/** Returns the server of a cluster, if its process exists. */
export async function runningPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const lines = (await readFile(pidFileOf(cluster), 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  if (!pid || !isAlive(pid) || !(await serves(pid, cluster, lines[1]))) return undefined;
  const status = lines[7]?.trim();
  return { pid, port: Number(lines[3]), status: status === 'ready' || status === 'stopping' ? status : 'starting' };
}

/** Returns the port of a killed server, whose `postmaster.pid` is left behind. */
export async function abandonedPort(cluster: string): Promise<number | undefined> {
  const port = Number((await readFile(pidFileOf(cluster), 'utf8').catch(() => '')).split('\n')[3]);
  return Number.isInteger(port) && port > 0 ? port : undefined;
}

/**
 * Whether a process is the server of this folder. After a crash of the machine the process id may belong to another
 * program, and in a copied folder to the server of the original.
 */
async function serves(pid: number, cluster: string, stated: string | undefined): Promise<boolean> {
  if (process.platform === 'linux')
    try {
      return (await readlink(`/proc/${pid}/cwd`)) === cluster;
    } catch (error) {
      // The process has ended or is a zombie; otherwise it belongs to another user.
      if ((error as NodeJS.ErrnoException).code !== 'EACCES') return false;
    }
  if (stated === undefined || resolve(stated) !== cluster) return false;
  if (process.platform === 'win32') return true;
  const { stdout } = await promisify(execFile)('ps', ['-o', 'comm=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.includes('postgres');
}

/**
 * Replaces the process id in `postmaster.pid`: PostgreSQL refuses to start if the file names any living process. The
 * file itself must stay: the new server uses it to find out whether processes of the old one still use its shared
 * memory.
 */
async function disownForeignPid(cluster: string): Promise<void> {
  const text = await readFile(pidFileOf(cluster), 'utf8').catch(() => '');
  const [pid, ...rest] = text.split('\n');
  if (pid && isAlive(Number(pid))) await writeFile(pidFileOf(cluster), [UNUSED_PID, ...rest].join('\n'));
}

/** A process id beyond the range of any system. */
const UNUSED_PID = 2 ** 31 - 2;

/**
 * Starts a server, after the caller has checked that none runs, and waits until it accepts connections. It outlives
 * this process.
 */
export async function startPostmaster(
  folder: DataFolder,
  binaries: Binaries,
  user: ServerUser | undefined,
  settings: Readonly<Record<string, string | number>>,
): Promise<Postmaster> {
  await disownForeignPid(folder.cluster);
  const tooLong = (await stat(folder.logFile).catch(() => undefined))?.size ?? 0;
  const log = await open(folder.logFile, tooLong > LOG_LIMIT_BYTES ? 'w' : 'a', 0o600);
  const logStart = (await log.stat()).size;
  let exited = false;
  try {
    const server = spawn(
      binaries.postgres,
      ['-D', folder.cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      // Its own process group: Ctrl-C must reach only this process, which stops the server itself after draining.
      { ...user, env: serverEnvironment(), cwd: folder.cluster, detached: true, stdio: ['ignore', log.fd, log.fd] },
    );
    server.once('error', () => (exited = true));
    server.once('exit', () => (exited = true));
    server.unref();
  } finally {
    await log.close();
  }
  for (const deadline = Date.now() + READY_MS; Date.now() < deadline && !exited; await sleep(POLL_MS)) {
    const found = await runningPostmaster(folder.cluster);
    if (found?.status === 'ready') return found;
  }
  const said = (await readFile(folder.logFile)).subarray(logStart).toString('utf8').trim();
  throw new EmbeddedDatabaseError(
    'EMBEDDED_DATABASE_START',
    `The embedded database in ${folder.path} did not start:\n${said.split('\n').slice(-8).join('\n')}\n`,
    `See ${folder.logFile}. If its data is damaged, remove ${folder.path} to begin with an empty database, or set DATABASE_URL.`,
    // The whole log: processes of a killed server write to the same file, possibly after the new server.
    { cause: new Error(said) },
  );
}

/** Waits until a starting server has started, or a stopping one has stopped; `undefined` once it is gone. */
export async function settledPostmaster(cluster: string): Promise<Postmaster | undefined> {
  for (const deadline = Date.now() + READY_MS; ; await sleep(POLL_MS)) {
    const found = await runningPostmaster(cluster);
    if (!found || found.status === 'ready' || Date.now() > deadline) return found;
  }
}

/**
 * Stops a server: open connections are closed, committed data is flushed to disk. `immediate` skips the flush.
 *
 * @throws EmbeddedDatabaseError `EMBEDDED_DATABASE_STOP` if it still runs after 30 s
 */
export async function stopPostmaster(
  cluster: string,
  binaries: Binaries,
  user: ServerUser | undefined,
  mode: 'fast' | 'immediate',
): Promise<void> {
  const server = await runningPostmaster(cluster);
  if (!server) return;
  if (process.platform === 'win32') {
    await promisify(execFile)(binaries.pgCtl, ['stop', '-D', cluster, '-m', mode, '-t', String(STOP_MS / 1000)], {
      ...user,
    });
    return;
  }
  process.kill(server.pid, mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
  for (const deadline = Date.now() + STOP_MS; Date.now() < deadline; await sleep(POLL_MS))
    if (!isAlive(server.pid) || !(await serves(server.pid, cluster, cluster))) return;
  throw new EmbeddedDatabaseError(
    'EMBEDDED_DATABASE_STOP',
    `The embedded database (process ${server.pid}, data in ${cluster}) did not stop within ${STOP_MS / 1000} s.`,
    `See its log beside the data; end it with "kill -QUIT ${server.pid}".`,
  );
}
