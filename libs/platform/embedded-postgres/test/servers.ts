import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect } from 'vitest';
import { startEmbeddedPostgres, type EmbeddedPostgres, type EmbeddedPostgresOptions } from '../src/index.js';

let folder: string | undefined;
const running: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];

/**
 * Creates a folder for each test of a spec file, and ends the processes that the test started. Call it first in every
 * file that uses the functions below.
 */
export function aFolderForEachTest(): void {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'multilith-spec-'));
    await chmod(folder, 0o755);
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await stopAll();
    // Processes of a server that was killed may still write while they end.
    await rm(base(), { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    folder = undefined;
  });
}

/** A temporary folder of the running test. */
export const base = (): string => folder ?? expect.fail('This spec file does not call aFolderForEachTest().');

/** The default data folder of {@link start}. */
export const dataDir = (): string => join(base(), 'postgres');

/** Starts the database in this process; it is stopped after the test. */
export async function start(options: Partial<EmbeddedPostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir: dataDir(), ...options });
  running.push(postgres);
  return postgres;
}

/** Stops all databases that {@link start} has started. */
export async function stopAll(): Promise<void> {
  await Promise.all(running.splice(0).map((postgres) => postgres.stop()));
}

/** Starts the database in another process, which runs until it is killed. */
export async function host(
  options: EmbeddedPostgresOptions,
): Promise<{ child: ChildProcess; postgres: EmbeddedPostgres }> {
  const child = fork(new URL('host.mjs', import.meta.url), [JSON.stringify(options)], { execArgv: [] });
  children.push(child);
  const exited = once(child, 'exit').then(([code]) => expect.fail(`the other process ended with code ${code}`));
  const [postgres] = (await Promise.race([once(child, 'message'), exited])) as [EmbeddedPostgres];
  return { child, postgres };
}

/** Sends SIGKILL and waits until the process has ended. */
export async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

/** Runs one statement on its own connection. */
export async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

/** Process id of the server of a data folder. */
export const serverPid = async (path: string): Promise<number> =>
  Number((await readFile(join(path, 'cluster/postmaster.pid'), 'utf8')).split('\n')[0]);

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Waits until a process has ended. */
export const gone = (pid: number): Promise<void> => expect.poll(() => isAlive(pid), { timeout: 20_000 }).toBe(false);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
