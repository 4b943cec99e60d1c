import { spawnSync } from 'node:child_process';

/** Runs git in a folder. Returns its output without the last line break, or `undefined` if it fails or is not there. */
export function git(folder: string, ...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout.replace(/\n$/, '') : undefined;
}
