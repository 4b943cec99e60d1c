import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@multilith/embedded-postgres/testing';
import { installPackedApplication } from '../src/packed-application.js';
import { run } from '../src/run.js';
import '../../dev/built-code.mjs';

interface Bom {
  readonly metadata: { readonly component: { readonly name: string } };
  readonly components: readonly { readonly name: string; readonly licenses?: readonly unknown[] }[];
}

const PACKAGES = [
  ...['contract', 'data', 'events', 'runtime'].map((name) => `libs/platform/${name}`),
  'tools/boundary-lint',
];
const THIRD_PARTY = [
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/cqrs',
  '@nestjs/typeorm',
  '@types/node',
  'reflect-metadata',
  'rxjs',
  'typeorm',
  'typescript',
  'zod',
];

describe('the packed platform packages, in a plain Nest application', () => {
  let folder: string;
  let database: TestDatabase;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'packed-application-'));
    [database] = await Promise.all([createTestDatabase(), installPackedApplication(folder, PACKAGES, THIRD_PARTY)]);
  }, 180_000);
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  it('hold what runs and what debuggers show, but no specs and no build state', () => {
    for (const name of ['contract', 'data', 'events', 'runtime']) {
      const files = readdirSync(join(folder, 'node_modules/@multilith', name), { recursive: true }) as string[];
      expect(files).toEqual(
        expect.arrayContaining(['package.json', 'dist/index.js', 'dist/index.d.ts', 'src/index.ts']),
      );
      expect(files.filter((file) => /\.spec\.|\.test-d\.|tsbuildinfo/.test(file))).toEqual([]);
    }
  });

  it('hold a list of what an installation brings along, and of nothing else', () => {
    const partsOf = (name: string): string[] => {
      const file = join(folder, 'node_modules/@multilith', name, 'dist/sbom.cdx.json');
      const bom = JSON.parse(readFileSync(file, 'utf8')) as Bom;
      expect(bom).toMatchObject({ bomFormat: 'CycloneDX', metadata: { component: { name: `@multilith/${name}` } } });
      for (const { licenses } of bom.components) expect(licenses?.length).toBeGreaterThan(0);
      return bom.components.map((part) => part.name);
    };
    expect(partsOf('contract')).toEqual(['zod']);
    const parts = partsOf('runtime');
    // Its own dependency, that of a dependency, a package of this workspace, and what an application has anyway.
    expect(parts).toEqual(expect.arrayContaining(['pg', 'pg-types', '@multilith/contract', '@nestjs/core', 'typeorm']));
    // Development dependencies, and peers that it only works with.
    for (const other of ['vitest', 'nx', '@multilith/testing', '@nats-io/nats-core'])
      expect(parts).not.toContain(other);
  });

  it('find there that the context and the other module cross no boundary', async () => {
    const printed = await run(process.execPath, ['node_modules/@multilith/boundary-lint/bin/boundary-lint.js'], folder);
    expect(printed).toMatch(/No boundary is crossed\. Checked [1-9]\d* files, \d+ imports; 0 unresolved/);
  });

  it('compile there and run a command of a module that has become a context', async () => {
    await run('npx', ['tsc', '-p', '.'], folder);
    expect(existsSync(join(folder, 'dist/main.js'))).toBe(true);
    const printed = await run(process.execPath, ['dist/main.js'], folder, { DATABASE_URL: database.url });
    expect(JSON.parse(printed.trim().split('\n').at(-1)!)).toEqual({
      ticketId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      refused: true,
      count: 1,
      greeting: 'Hello, Nest',
    });
  }, 120_000);
});
