import { describe, expect, it } from 'vitest';
import { runCli } from './run-cli.js';
import { writeWorkspace, type Tree } from './workspace.fixture.js';

function run(...args: string[]): { status: number; stdout: string; stderr: string } {
  const lines = { stdout: [] as string[], stderr: [] as string[] };
  const status = runCli(args, { log: (line) => lines.stdout.push(line), error: (line) => lines.stderr.push(line) });
  return { status, stdout: lines.stdout.join('\n'), stderr: lines.stderr.join('\n') };
}

const BROKEN: Tree = { 'libs/modules/orders/src/domain/order.ts': `import '@modules/catalog';` };

describe('boundary-lint', () => {
  it('exits with 0 and a coverage line when nothing is wrong', () => {
    const { status, stdout } = run('--root', writeWorkspace({}));
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: 'No boundary is crossed. Checked 15 files, 4 imports; 0 unresolved, 0 unanalysable.',
    });
  });

  it('exits with 1 and shows the line when a boundary is crossed', () => {
    const { status, stdout } = run('--root', writeWorkspace(BROKEN));
    expect(status).toBe(1);
    expect(stdout).toContain('libs/modules/orders/src/domain/order.ts:1:8  no-cross-context');
    expect(stdout).toContain('1 breach found.');
  });

  it('prints JSON for machines', () => {
    const { status, stdout } = run('--root', writeWorkspace(BROKEN), '--format', 'json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      violations: [{ rule: 'no-cross-context', from: 'orders', to: 'catalog' }],
      unanalysable: [],
      coverage: { files: 15, unresolved: 0 },
    });
  });

  it.each([
    ['there is no workspace', ['--root', '/']],
    ['the folder does not exist', ['--root', '/does/not/exist']],
    ['the format is unknown', ['--format', 'pdf']],
    ['an option is unknown', ['--fix']],
  ])('exits with 2 when %s', (_why, args) => {
    const { status, stderr } = run(...args);
    expect(status).toBe(2);
    expect(stderr).toContain('boundary-lint could not run');
  });
});
