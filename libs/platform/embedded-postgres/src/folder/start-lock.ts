import { randomUUID } from 'node:crypto';
import { link, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedDatabaseError } from '../embedded-database.error.js';

const HEARTBEAT_MS = 2_000;
/** Age in milliseconds at which an untouched lock file is stale, even if its process id is in use again. */
const STALE_MS = 20_000;
const PATIENCE_MS = 60_000;

interface Claim {
  readonly pid: number;
  readonly token: string;
}

/**
 * Runs a function while holding a lock file, so that of two processes that start or stop the same server at once one
 * waits for the other. Handles holders that died: exactly one of the waiting processes breaks their lock.
 *
 * @throws EmbeddedDatabaseError `EMBEDDED_DATABASE_LOCKED` after a minute
 */
export async function withLock<T>(lockFile: string, run: () => Promise<T>): Promise<T> {
  const claim: Claim = { pid: process.pid, token: randomUUID() };
  await acquire(lockFile, claim);
  const heartbeat = setInterval(() => void utimes(lockFile, new Date(), new Date()).catch(() => {}), HEARTBEAT_MS);
  try {
    return await run();
  } finally {
    clearInterval(heartbeat);
    await rm(lockFile, { force: true });
  }
}

async function acquire(lockFile: string, claim: Claim): Promise<void> {
  const own = `${lockFile}.${claim.token}`;
  await writeFile(own, JSON.stringify(claim), { mode: 0o600 });
  try {
    for (const deadline = Date.now() + PATIENCE_MS; ;) {
      // A hard link appears with its content, so a half-written lock is never read.
      const taken = await link(own, lockFile).then(
        () => true,
        (error: NodeJS.ErrnoException) => {
          if (error.code === 'EEXIST') return false;
          throw error;
        },
      );
      if (taken) return;
      if (!(await breakIfStale(lockFile)) && Date.now() > deadline)
        throw new EmbeddedDatabaseError(
          'EMBEDDED_DATABASE_LOCKED',
          `Another process has been starting or stopping the embedded database for over ${PATIENCE_MS / 1000} s (${lockFile}).`,
          'Look at the process named in that file; end it if it hangs, then try again.',
        );
      await sleep(25);
    }
  } finally {
    await rm(own, { force: true });
  }
}

async function breakIfStale(lockFile: string): Promise<boolean> {
  const holder = await readClaim(lockFile);
  if (!holder || (isAlive(holder.pid) && !(await isOld(lockFile)))) return false;
  // Only the process that creates this file may remove that lock, and only after checking it again: otherwise a slow
  // process would remove the lock of the next holder.
  const breaker = `${lockFile}.broken-${holder.token}`;
  try {
    await writeFile(breaker, '', { flag: 'wx' });
  } catch {
    if (await isOld(breaker)) await rm(breaker, { force: true });
    return false;
  }
  const stale = (await readClaim(lockFile))?.token === holder.token;
  if (stale) await rm(lockFile, { force: true });
  await rm(breaker, { force: true });
  return stale;
}

async function readClaim(lockFile: string): Promise<Claim | undefined> {
  const text = await readFile(lockFile, 'utf8').catch(() => '');
  return text ? (JSON.parse(text) as Claim) : undefined;
}

async function isOld(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > STALE_MS;
}

/** Whether a process exists, processes of other users included. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
