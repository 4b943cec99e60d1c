import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeWorkspace } from '../workspace.fixture.js';
import plugin from './index.js';

const FILE = 'libs/modules/orders/src/domain/order.ts';
const require = createRequire(import.meta.url);
const tool = fileURLToPath(new URL('../..', import.meta.url));
const built = mkdtempSync(join(tmpdir(), 'boundary-lint-plugin-'));

// oxlint, and ESLint with a configuration file, load plugins as JavaScript with the Node that runs them.
beforeAll(() => {
  const output = ['--outDir', join(built, 'dist'), '--declaration', 'false', '--declarationMap', 'false'];
  const once = ['--noCheck', '--composite', 'false', '--incremental', 'false', '--tsBuildInfoFile', 'null'];
  const tsc = join(dirname(require.resolve('@typescript/native/package.json')), 'bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', tool, ...output, ...once]);
  // Of its entries the built file alone: specs take the source otherwise.
  const manifest = {
    name: '@multilith/boundary-lint',
    type: 'module',
    exports: { './plugin': './dist/plugin/index.js' },
  };
  writeFileSync(join(built, 'package.json'), JSON.stringify(manifest));
  symlinkSync(join(dirname(require.resolve('typescript/package.json')), '..'), join(built, 'node_modules'));
}, 60_000);
afterAll(() => rmSync(built, { recursive: true, force: true }));

describe('the plugin in ESLint', () => {
  const eslint = (root: string, options: object = {}): ESLint =>
    new ESLint({
      cwd: root,
      overrideConfigFile: true,
      overrideConfig: [
        {
          files: ['**/*.ts'],
          plugins: { boundaries: plugin as ESLint.Plugin },
          rules: { 'boundaries/check': ['error', options] },
        },
      ],
    });
  const problems = (results: ESLint.LintResult[]): string[] =>
    results.flatMap(({ messages }) =>
      messages.map(({ line, column, ruleId, message }) => `${line}:${column} ${ruleId} ${message}`),
    );
  const lint = async (root: string, path: string, text = readFileSync(join(root, path), 'utf8')): Promise<string[]> =>
    problems(await eslint(root).lintText(text, { filePath: join(root, path) }));

  it('reports the findings of the command line, at the same place, with the proposal', async () => {
    const root = writeWorkspace({ [FILE]: `\nimport { Product } from '@modules/catalog';` });
    expect(await lint(root, FILE)).toEqual([
      expect.stringMatching(
        /^2:25 boundaries\/check no-cross-context: module 'orders' imports private code.*offers GetProducts/,
      ),
    ]);
  });

  it('lints a whole workspace and finds each breach in its file', async () => {
    const root = writeWorkspace({
      [FILE]: `import '@modules/catalog';`,
      'apps/web/src/more.ts': `import '@modules/orders';`,
    });
    const results = await eslint(root).lintFiles(['libs', 'apps']);
    expect(results.length).toBeGreaterThan(10);
    expect(results.filter(({ errorCount }) => errorCount > 0).map(({ filePath }) => filePath)).toEqual([
      join(root, FILE),
    ]);
  });

  it('looks at the text in the editor, saved or not', async () => {
    const root = writeWorkspace({});
    expect(await lint(root, FILE)).toEqual([]);
    expect(await lint(root, FILE, `import '@modules/catalog';`)).toHaveLength(1);
    expect(await lint(root, FILE, `export class Order {}`)).toEqual([]);
    writeFileSync(join(root, FILE), `import '@modules/catalog/api';`);
    expect(await lint(root, FILE)).toHaveLength(1);
  });

  it('says nothing about files that belong to no workspace', async () => {
    expect(await lint(writeWorkspace({}), 'gone.ts', `import '@modules/catalog';`)).toEqual([]);
  });

  it('reports in the file that it could not run', async () => {
    const root = writeWorkspace({});
    const results = await eslint(root, { config: 'gone.json' }).lintFiles([FILE]);
    expect(problems(results)).toEqual([
      expect.stringContaining('boundary-lint could not run: LINT_WORKSPACE: there is no configuration'),
    ]);
  });

  it('refuses options that it does not know', async () => {
    const root = writeWorkspace({});
    await expect(eslint(root, { rot: '.' }).lintFiles([FILE])).rejects.toThrow(/rot/);
  });
});

describe('the configuration of ESLint in the docs', () => {
  const page = readFileSync(join(tool, '../../docs/boundary-lint.md'), 'utf8');
  const config = /```js\n(\/\/ eslint\.config\.js[^]+?)```/.exec(page)![1]!;

  /** Lints as ESLint does on the command line, with the configuration as a file of the workspace. */
  async function lint(text: string): Promise<string[]> {
    const root = writeWorkspace({ [FILE]: text, 'eslint.config.js': config });
    const scope = join(root, 'node_modules/@multilith');
    mkdirSync(scope, { recursive: true });
    symlinkSync(built, join(scope, 'boundary-lint'));
    symlinkSync(
      join(dirname(require.resolve('@typescript-eslint/parser/package.json')), '..'),
      join(root, 'node_modules/@typescript-eslint'),
    );
    const [result] = await new ESLint({ cwd: root }).lintFiles([FILE]);
    return result!.messages.map(({ line, column, message }) => `${line}:${column} ${message}`);
  }

  it('reads TypeScript, with types and decorators', async () => {
    const text = `@Injectable() export class Order { constructor(private readonly id: string) {} as<T>(): T { return this as never; } }`;
    expect(await lint(`import { Injectable } from '@nestjs/common';\n${text}`)).toEqual([]);
  });

  it('reports a breach', async () => {
    expect(await lint(`interface Line { sku: string }\nimport '@modules/catalog';`)).toEqual([
      expect.stringMatching(/^2:8 no-cross-context: module 'orders' imports private code/),
    ]);
  });
});

describe('the plugin in oxlint', () => {
  function oxlint(root: string): { status: number | null; stdout: string } {
    const config = { jsPlugins: [join(built, 'dist/plugin/index.js')], rules: { 'boundaries/check': 'error' } };
    writeFileSync(join(root, '.oxlintrc.json'), JSON.stringify(config));
    const program = join(dirname(require.resolve('oxlint/package.json')), 'bin/oxlint');
    return spawnSync(process.execPath, [program, '--format', 'unix', 'libs', 'apps'], { cwd: root, encoding: 'utf8' });
  }

  it('reports what the command line would, at the same place', () => {
    const { status, stdout } = oxlint(writeWorkspace({ [FILE]: `\nimport '@modules/catalog';` }));
    expect(stdout).toContain(`order.ts:2:8: no-cross-context: module 'orders' imports private code`);
    expect(stdout).toContain('1 problem');
    expect(status).toBe(1);
  }, 30_000);

  it('reports nothing in a sound file', () => {
    expect(oxlint(writeWorkspace({}))).toMatchObject({ status: 0 });
  }, 30_000);
});
