import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** The right to use a folder that two servers at a time would spoil. */
export interface StoreClaim {
  /** Process id of who has it already; `undefined`: it is ours. */
  readonly takenBy: number | undefined;
  release(): void;
}

/** Claims a folder by a file beside it that names this process. What a process that is gone has left behind does not count. */
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
    // Of another user, but there.
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? -1 : undefined;
  }
}
