import { describe, expect, it } from 'vitest';
import { runCli } from '../run-cli.js';
import { PLANTS, runSelfTest } from './run-self-test.js';

const run = (root: string): string => {
  const lines: string[] = [];
  runCli(['--root', root, '--format', 'json', '--no-cache'], {
    log: (line) => lines.push(line),
    error: (line) => lines.push(line),
  });
  return lines.join('\n');
};

describe('the self-test', () => {
  it('finds every rule and every form that it plants, and nothing in a sound workspace', () => {
    expect(runSelfTest(run)).toEqual({ planted: PLANTS.length, failures: [] });
  }, 120_000);

  it('notices a tool that sees nothing', () => {
    const blind = JSON.stringify({ violations: [], unanalysable: [], coverage: {} });
    const result = runSelfTest(() => blind, PLANTS.slice(0, 3));
    expect(result.failures).toHaveLength(3);
  });

  it('notices a tool that cries wolf', () => {
    const wolf = JSON.stringify({
      violations: [{ rule: 'no-cycles', file: 'x.ts', message: 'always' }],
      unanalysable: [],
    });
    expect(runSelfTest(() => wolf, []).failures).toEqual(['sound workspace: x.ts no-cycles: always']);
  });
});
