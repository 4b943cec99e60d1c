import { statSync } from 'node:fs';

/** File metadata, read without opening the file: mtime and ctime in milliseconds, size, inode. */
export type Stamp = readonly [written: number, changed: number, size: number, inode: number];

/** Milliseconds within which two writes may get the same times on a coarse clock. */
const COARSEST_CLOCK_MS = 2_000;

/**
 * The stamp of a file, links followed. The time of its last change (ctime) cannot be set, so a copy with kept times, a restored
 * backup or an edit that winds the clock of the file back all show.
 * @throws when it cannot be read, or is no file
 */
export function stampOf(path: string): Stamp {
  const stat = statSync(path);
  // Reading a pipe would block for ever.
  if (!stat.isFile()) throw Object.assign(new Error(`${path} is no file`), { code: 'not a file' });
  return [stat.mtimeMs, stat.ctimeMs, stat.size, stat.ino];
}

/**
 * Whether a stamp proves that the text read after `now` is still there: only if the file had rested for a while, because
 * a second write within one tick of the clock would leave the same stamp. (git calls such files racy.)
 */
export const isSettled = ([written, changed]: Stamp, now: number): boolean =>
  Math.max(written, changed) < now - COARSEST_CLOCK_MS;

export const isSameStamp = (a: Stamp, b: Stamp): boolean =>
  a[1] === b[1] && a[0] === b[0] && a[2] === b[2] && a[3] === b[3];
