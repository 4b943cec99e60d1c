import { describe, expect, it } from 'vitest';
import { runCli } from './run-cli.js';

/** Runs a command line and returns what it printed. */
async function run(...args: string[]): Promise<{ code: number; output: string }> {
  const lines: string[] = [];
  const print = (line: string): void => void lines.push(line);
  const code = await runCli(import.meta.dirname, args, { log: print, error: print });
  return { code, output: lines.join('\n') };
}

describe('the command line of multilith-contract', () => {
  it.each<[args: string[], says: RegExp]>([
    [[], /write +writes lock/],
    [['weave'], /CLI_USAGE: There is no command 'weave'/],
    [['write', '--fast'], /CLI_USAGE: .*--fast/],
    [['write', 'libs/contracts/nosuch'], /CLI_USAGE: There is no package in libs\/contracts\/nosuch/],
    [['publish', './libs/contracts/nosuch/'], /CLI_USAGE: There is no package in libs\/contracts\/nosuch/],
  ])('ends with exit code 2 for %j', async (args, says) => {
    expect(await run(...args)).toEqual({ code: 2, output: expect.stringMatching(says) });
  });

  it.each(['--help', 'write --help', 'publish --help'])('explains itself: %s', async (line) => {
    expect(await run(...line.split(' '))).toEqual({ code: 0, output: expect.stringContaining('multilith-contract') });
  });
});
