import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PackedWorkspace } from '../src/packed-workspace.js';
import type { StartedHosts } from '../src/started-hosts.js';
import '../../dev/built-code.mjs';

const PATIENCE = 600_000;
const NOTE = 'from a tarball';

/** Everything that a team does with the packages, in the order in which it does so. */
describe('a workspace outside of this repository, with the packed packages installed', { timeout: PATIENCE }, () => {
  let workspace: PackedWorkspace;
  let hosts: StartedHosts | undefined;

  beforeAll(async () => {
    workspace = await PackedWorkspace.install();
  }, PATIENCE);
  afterAll(async () => {
    await hosts?.stop();
    workspace?.remove();
  }, PATIENCE);

  /** Runs a program that has to succeed; shows what it printed where it does not. */
  async function passes(program: string, ...args: string[]): Promise<string> {
    const { code, output } = await workspace.run(program, args);
    expect(code, output).toBe(0);
    return output;
  }

  async function start(): Promise<StartedHosts> {
    hosts = workspace.start();
    await hosts.url();
    return hosts;
  }

  it('has nothing of this repository in it', () => {
    const scope = join(workspace.folder, 'node_modules/@multilith');
    const links = readdirSync(scope, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink());
    expect(links).toEqual([]);
    expect(existsSync(join(scope, 'runtime/src/index.ts'))).toBe(true);
    expect(existsSync(join(scope, 'runtime/dist/index.d.ts'))).toBe(true);
  });

  it('builds, and crosses no boundary', async () => {
    await passes('tsc', '-b');
    expect(await passes('boundary-lint')).toContain('No boundary is crossed.');
  });

  it('starts a context, whose contract errors arrive as what they are', async () => {
    const started = await start();
    await started.printed(/tickets: 1, refused: true/);
    expect((await fetch(`${await started.url()}/health/ready`)).status).toBe(200);
    expect(await started.stop(), started.output).toBe(0);
  });

  it('generates a context, which builds, crosses no boundary and passes its specs', async () => {
    await passes('nx', 'g', '@multilith/nx:context', 'returns');
    await passes('nx', 'g', '@multilith/nx:command', 'returns/CloseReturn');
    await passes('tsc', '-b');
    expect(await passes('boundary-lint')).toContain('No boundary is crossed.');
    expect(await passes('multilith-codegen', '--check')).toContain('up to date');
    expect(await passes('vitest', 'run')).toMatch(/Test Files +\d+ passed/);
  });

  it('extracts it, and runs both hosts over NATS', async () => {
    const before = workspace.files();
    const output = await passes('nx', 'extract', 'returns');
    expect(output).toContain("'returns' is extracted");
    expect([...workspace.files('libs')]).toEqual([...before].filter(([path]) => path.startsWith('libs/')));
    await passes('tsc', '-b');
    const started = await start();
    await started.printed(/returns +process \d+/);
    const { data, errors } = await started.graphql(
      `mutation { registerReturn(input: { note: "${NOTE}" }) { returnId return { note } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ registerReturn: { return: { note: NOTE } } });
    expect(await started.stop(), started.output).toBe(0);

    await passes('nx', 'inline', 'returns');
    expect([...workspace.files()]).toEqual([...before]);
  });
});
