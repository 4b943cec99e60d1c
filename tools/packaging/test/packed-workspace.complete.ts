import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PackedWorkspace } from '../src/packed-workspace.js';
import { publishedPackages } from '../src/published-packages.mjs';
import type { StartedHosts } from '../src/started-hosts.js';
import '../../dev/built-code.mjs';

const TIMEOUT_MS = 600_000;

/** Everything that a team does with the packages, in the order in which it does so. */
describe('a new workspace with every published package installed', { timeout: TIMEOUT_MS }, () => {
  let workspace: PackedWorkspace;
  let hosts: StartedHosts | undefined;

  beforeAll(async () => {
    workspace = await PackedWorkspace.install();
  }, TIMEOUT_MS);
  afterAll(async () => {
    await hosts?.stop();
    workspace?.remove();
  }, TIMEOUT_MS);

  /** Runs a program that has to succeed; shows what it printed where it does not. */
  async function passes(program: string, ...args: string[]): Promise<string> {
    const { code, output } = await workspace.run(program, args);
    expect(code, output).toBe(0);
    return output;
  }

  /** Starts every host and registers a return through the edge. */
  async function registersAReturn(): Promise<StartedHosts> {
    hosts = workspace.start();
    const answer = await hosts.graphql('mutation { registerReturn(input: { note: "torn" }) { return { note } } }');
    expect(answer).toEqual({ data: { registerReturn: { return: { note: 'torn' } } } });
    expect((await fetch(`${await hosts.url()}/health/ready`)).status).toBe(200);
    return hosts;
  }

  async function stops(started: StartedHosts): Promise<void> {
    expect(await started.stop(), started.output).toBe(0);
  }

  it('has them from their tarballs: nothing leads to this repository', () => {
    const modules = join(workspace.folder, 'node_modules');
    for (const { manifest } of publishedPackages())
      expect(existsSync(join(modules, manifest.name, 'package.json')), manifest.name).toBe(true);
    const installed = readdirSync(join(modules, '@multilith'), { withFileTypes: true });
    expect(installed.filter((entry) => !entry.isDirectory())).toEqual([]);
  });

  it('generates a context, which builds, crosses no boundary and passes its specs', async () => {
    await passes('nx', 'g', '@multilith/nx:context', 'returns');
    await passes('nx', 'g', '@multilith/nx:command', 'returns/CloseReturn', '--api');
    await passes('tsc', '-b');
    expect(await passes('boundary-lint')).toContain('No boundary is crossed.');
    expect(await passes('multilith-codegen', '--check')).toContain('up to date');
    expect(await passes('vitest', 'run')).toMatch(/Test Files +4 passed/);
  });

  it('runs it in the monolith', async () => stops(await registersAReturn()));

  it('extracts it, runs both hosts over NATS and takes it back, and no file is different afterwards', async () => {
    const before = workspace.files();
    expect(await passes('nx', 'extract', 'returns')).toContain("'returns' is extracted");
    const librariesBefore = [...before].filter(([path]) => path.startsWith('libs/'));
    expect([...workspace.files('libs')]).toEqual(librariesBefore);
    await passes('tsc', '-b');

    const started = await registersAReturn();
    await started.printed(/^ {2}returns +process \d+/m);
    await stops(started);

    await passes('nx', 'inline', 'returns');
    expect([...workspace.files()]).toEqual([...before]);
  });

  it('lists in the content of an image the packages of both hosts, and of the transport between them', async () => {
    await passes('nx', 'extract', 'returns');
    await passes('tsc', '-b');
    for (const host of ['apps/monolith', 'apps/extracted/returns']) {
      const image = join(workspace.folder, '..', `image-of-${host.replaceAll('/', '-')}`);
      await passes('multilith-nx', 'image', host, image);
      expect(existsSync(join(image, host, 'dist/main.js'))).toBe(true);
      const packed = readdirSync(join(image, 'node_modules/@multilith'));
      expect(packed).toEqual(expect.arrayContaining(['host', 'nats', 'runtime']));
      expect(packed).not.toEqual(expect.arrayContaining(['testing']));
    }
  });
});
