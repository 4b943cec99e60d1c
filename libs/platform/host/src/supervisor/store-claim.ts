import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** The exclusive right to use a folder; two servers at once would corrupt it. */
export interface StoreClaim {
  /** Process id of the current holder; `undefined` if this process holds the claim. */
  readonly takenBy: number | undefined;
  release(): void;
}

/**
 * Claims a folder with a file beside it that contains the id of this process. Claims of processes that have ended are
 * ignored.
 */
export function claimStore(file: string): StoreClaim {
  for (;;)
    try {
      writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
      return { takenBy: undefined, release: () => rmSync(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const takenBy = holderOf(file);
      if (takenBy !== undefined) return { takenBy, release: () => {} };
      rmSync(file, { force: true });
    }
}

function holderOf(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    // The process exists but belongs to another user.
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? -1 : undefined;
  }
}
