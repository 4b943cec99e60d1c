import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from './run-cli.js';
import { writeWorkspace, type Tree } from './workspace.fixture.js';

function run(...args: string[]): { status: number; stdout: string; stderr: string } {
  const lines = { stdout: [] as string[], stderr: [] as string[] };
  const status = runCli(args, { log: (line) => lines.stdout.push(line), error: (line) => lines.stderr.push(line) });
  return { status, stdout: lines.stdout.join('\n'), stderr: lines.stderr.join('\n') };
}

const ORDER = 'libs/modules/orders/src/domain/order.ts';
const BROKEN: Tree = { [ORDER]: `import '@modules/catalog';` };
const put = (root: string, path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const git = (root: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args], {
    cwd: root,
    encoding: 'utf8',
  });

describe('boundary-lint', () => {
  it('exits with 0 and a coverage line when nothing is wrong', () => {
    const { status, stdout } = run('--root', writeWorkspace({}));
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: 'No boundary is crossed. Checked 15 files, 4 imports; 0 unresolved, 0 unanalysable.',
    });
  });

  it('exits with 1, shows the line, names both owners and proposes what is allowed', () => {
    const owners = '/libs/modules/orders/ @team/orders\n/libs/modules/catalog/ @team/catalog\n';
    const source = `import { ProductEntity } from '@modules/catalog';`;
    const { status, stdout } = run('--root', writeWorkspace({ [ORDER]: source, CODEOWNERS: owners }));
    expect(status).toBe(1);
    expect(stdout).toContain(`${ORDER}:1:31  no-cross-context\n  1 | ${source}\n`);
    expect(stdout).toContain(`Owners: module 'orders' @team/orders, module 'catalog' @team/catalog.`);
    expect(stdout).toContain(
      '@contracts/catalog offers GetProducts (query), AddProduct (command), ProductAdded (event).',
    );
    expect(stdout).toContain('1 breach found.');
  });

  it('proposes the skeleton of a message where the contract has none like it', () => {
    const { stdout } = run('--root', writeWorkspace({ [ORDER]: `import { PriceList } from '@modules/catalog';` }));
    expect(stdout).toContain(`to @contracts/catalog: export class GetPrice extends query('catalog.GetPrice'`);
  });

  it.each([
    [
      'declared-use',
      {
        'libs/modules/orders/src/ask.ts': `import { GetProducts } from '@contracts/catalog';\nexport const ask = GetProducts;`,
      },
      `Owners: module 'orders' @team/orders, contract 'catalog' @team/catalog.`,
    ],
    [
      'public-entry',
      { [ORDER]: `import '@contracts/catalog/src/index.js';` },
      `module 'orders' imports '@contracts/catalog/src/index.js', which is no entry of contract 'catalog'. Import what its package.json exports: @contracts/catalog. Owners: module 'orders' @team/orders, contract 'catalog' @team/catalog.`,
    ],
    [
      'api-uses-contracts-only',
      { 'libs/modules/catalog/src/api/index.ts': `import { Product } from '../catalog.module.js';` },
      '@contracts/catalog offers GetProducts (query), AddProduct (command), ProductAdded (event).',
    ],
  ])('names the owners, or the message to send, for %s too', (rule, files, expected) => {
    const owners =
      'libs/modules/orders/ @team/orders\nlibs/modules/catalog/ @team/catalog\nlibs/contracts/catalog/ @team/catalog\n';
    const { stdout } = run('--root', writeWorkspace({ ...files, CODEOWNERS: owners }));
    expect(stdout).toContain(`  ${rule}\n`);
    expect(stdout).toContain(expected);
  });

  it('explains its options and exits with 0', () => {
    const { status, stdout } = run('--help');
    expect(status).toBe(0);
    for (const option of ['--root', '--config', '--format', '--changed', '--watch', '--graph', '--self-test'])
      expect(stdout).toContain(option);
  });

  it('prints JSON for machines', () => {
    const { status, stdout } = run('--root', writeWorkspace(BROKEN), '--format', 'json');
    expect(status).toBe(1);
    const printed = JSON.parse(stdout) as { violations: object[]; coverage: object };
    expect(Object.keys(printed)).toEqual(['violations', 'warnings', 'unanalysable', 'coverage']);
    expect(Object.keys(printed.violations[0]!)).toEqual(
      expect.arrayContaining(['rule', 'file', 'line', 'column', 'from', 'to', 'specifier', 'message']),
    );
    expect(Object.keys(printed.coverage)).toEqual(['files', 'imports', 'unresolved', 'unanalysable']);
    expect(printed).toMatchObject({
      violations: [{ rule: 'no-cross-context', from: 'orders', to: 'catalog', specifier: '@modules/catalog' }],
      unanalysable: [],
      coverage: { files: 15, unresolved: 0 },
    });
  });

  it('prints SARIF, GitHub commands, a GitLab report and a picture', () => {
    const root = writeWorkspace(BROKEN);
    const [sarif, github, gitlab, mermaid] = ['sarif', 'github', 'gitlab', 'mermaid'].map(
      (format) => run('--root', root, '--format', format).stdout,
    );
    expect(JSON.parse(sarif!)).toMatchObject({
      version: '2.1.0',
      runs: [{ results: [{ ruleId: 'no-cross-context', level: 'error' }] }],
    });
    expect(github).toContain(`::error file=${ORDER},line=1,col=8,title=no-cross-context::module 'orders'`);
    expect(JSON.parse(gitlab!)).toMatchObject([
      { check_name: 'no-cross-context', location: { path: ORDER, lines: { begin: 1 } } },
    ]);
    expect(mermaid).toContain('orders == "1 × forbidden" ==> catalog');
  });

  it('finds the same when it runs again, from what it kept', () => {
    const root = writeWorkspace(BROKEN);
    const first = run('--root', root, '--format', 'json').stdout;
    expect(readFileSync(join(root, 'node_modules/.cache/boundary-lint.json'), 'utf8')).not.toBe('');
    expect(run('--root', root, '--format', 'json').stdout).toBe(first);
    put(root, ORDER, 'export class Order {}');
    expect(run('--root', root).status).toBe(0);
  });

  it('reports one folder alone if asked to', () => {
    const root = writeWorkspace(BROKEN);
    expect(run('--root', root, '--only', 'libs/modules/orders').status).toBe(1);
    expect(run('--root', root, '--only', 'libs/modules/catalog').status).toBe(0);
    expect(run('--root', root, '--only', 'libs/modules/gone').status).toBe(2);
  });

  it.each([
    ['there is no workspace', ['--root', '/']],
    ['the folder does not exist', ['--root', '/does/not/exist']],
    ['the configuration does not exist', ['--config', 'gone.json']],
    ['the format is unknown', ['--format', 'pdf']],
    ['an option is unknown', ['--fix']],
  ])('exits with 2 when %s', (_why, args) => {
    const { status, stderr } = run(...args);
    expect(status).toBe(2);
    expect(stderr).toContain('boundary-lint could not run');
  });
});

describe('boundary-lint --changed', () => {
  it('reports what the changes since a revision can have caused, and nothing else', () => {
    const root = writeWorkspace({ ...BROKEN, '.gitignore': 'node_modules' });
    git(root, 'init', '-q');
    git(root, 'add', '.');
    git(root, 'commit', '-qm', 'start');
    expect(run('--root', root, '--changed', 'HEAD').status).toBe(0);
    put(root, 'libs/modules/catalog/src/new.ts', `import '@modules/orders';`);
    const { status, stdout } = run('--root', root, '--changed', 'HEAD');
    expect(status).toBe(1);
    expect(stdout).toContain('catalog/src/new.ts');
    expect(stdout).not.toContain(ORDER);
  });

  /** A workspace that is committed and clean, and what `--changed` says of it after a change. */
  function afterwards(change: (root: string) => void, files: Tree = {}): string {
    const root = writeWorkspace({ ...files, '.gitignore': 'node_modules' });
    git(root, 'init', '-q');
    git(root, 'add', '.');
    git(root, 'commit', '-qm', 'start');
    expect(run('--root', root, '--changed', 'HEAD').stdout).toContain('No boundary is crossed');
    change(root);
    return run('--root', root, '--changed', 'HEAD').stdout;
  }

  it.each([
    [
      'a file is gone that others import',
      (root: string) => rmSync(join(root, 'libs/modules/orders/src/orders.module.ts')),
      'libs/modules/orders/src/index.ts:1:30  unresolved',
    ],
    [
      'a file has another name now, which its importers do not know',
      (root: string) =>
        git(root, 'mv', 'libs/modules/orders/src/orders.module.ts', 'libs/modules/orders/src/order.module.ts'),
      'libs/modules/orders/src/index.ts:1:30  unresolved',
    ],
    [
      'a file has moved to another context',
      (root: string) => git(root, 'mv', ORDER, 'libs/modules/catalog/src/order.ts'),
      'libs/modules/catalog/src/order.ts:1:25  no-cross-context',
    ],
    [
      'a package offers an entry no more',
      (root: string) => {
        const file = join(root, 'libs/modules/catalog/package.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('"./api"', '"./other"'));
      },
      'apps/web/src/edge.ts:1:8  platform-is-generic',
    ],
    [
      'a package asks for less',
      (root: string) => {
        const file = join(root, 'apps/web/package.json');
        writeFileSync(file, readFileSync(file, 'utf8').replace('"@modules/catalog":"*",', ''));
      },
      'apps/web/src/edge.ts:1:8  declared-dependency',
    ],
  ])('reports breaches in unchanged files when %s', (_why, change, expected) => {
    const files = {
      [ORDER]: `import { OrderId } from '@contracts/orders';\nexport type Order = OrderId;`,
      'libs/contracts/orders/src/index.ts': `import { query } from '@multilith/contract';\nexport class GetOrders extends query('orders.GetOrders', {}) {}\nexport type OrderId = 1;`,
      'apps/web/src/edge.ts': `import '@modules/catalog/api';`,
    };
    expect(afterwards(change, files)).toContain(expected);
  });

  it('reports nothing for a deleted file that no other file imports', () => {
    expect(afterwards((root) => rmSync(join(root, ORDER)))).toContain('No boundary is crossed');
  });

  it('cannot run without the revision', () => {
    const root = writeWorkspace({});
    git(root, 'init', '-q');
    expect(run('--root', root, '--changed', 'gone').status).toBe(2);
  });
});

describe('the baseline', () => {
  const start = (root: string, expires = '2999-01-01') =>
    run('--root', root, '--start-baseline', '--owner', '@team/orders', '--expires', expires);
  const FILE = 'boundary-lint.baseline.json';

  it('lets through what was there when it was started, and nothing more', () => {
    const root = writeWorkspace(BROKEN);
    expect(start(root).stdout).toBe('1 findings written.');
    expect(run('--root', root).status).toBe(0);
    put(root, ORDER, `import '@modules/catalog';\nimport '@modules/catalog/api';`);
    expect(run('--root', root).status).toBe(1);
  });

  it('lets through computed imports too', () => {
    const root = writeWorkspace({ [ORDER]: 'export const load = (path: string) => import(path);' });
    expect(run('--root', root).status).toBe(1);
    start(root);
    expect(run('--root', root).status).toBe(0);
  });

  it('fails for an entry that nothing needs, until it is removed', () => {
    const root = writeWorkspace(BROKEN);
    start(root);
    put(root, ORDER, '');
    expect(run('--root', root).stdout).toContain('stale-baseline');
    expect(run('--root', root, '--shrink-baseline').stdout).toBe('1 findings removed.');
    expect(run('--root', root).status).toBe(0);
  });

  it('lets nothing through after its last day', () => {
    const root = writeWorkspace(BROKEN);
    start(root, '2001-01-01');
    const { stdout } = run('--root', root);
    expect(stdout).toContain('expired-baseline');
    expect(stdout).toContain(`${ORDER}:1:8  no-cross-context`);
  });

  it('cannot be started twice, and does not grow between revisions', () => {
    const root = writeWorkspace({ ...BROKEN, '.gitignore': 'node_modules' });
    start(root);
    expect(start(root).status).toBe(2);
    git(root, 'init', '-q');
    git(root, 'add', '.');
    git(root, 'commit', '-qm', 'start');
    const text = readFileSync(join(root, FILE), 'utf8');
    put(root, ORDER, `import '@modules/catalog';\nimport '@modules/catalog/api';`);
    put(root, FILE, text.replace('"catalog":1', '"catalog":2'));
    expect(run('--root', root).status).toBe(0);
    expect(run('--root', root, '--changed', 'HEAD').stdout).toContain('grew from 1 to 2');
    put(root, FILE, text.replace('2999', '3000'));
    expect(run('--root', root, '--changed', 'HEAD').stdout).toContain('given more time');
  });

  it('lets a file that is moved take its counts along, and no other', () => {
    const moved = 'libs/modules/orders/src/domain/moved.ts';
    const root = writeWorkspace({ ...BROKEN, '.gitignore': 'node_modules' });
    start(root);
    git(root, 'init', '-q');
    git(root, 'add', '.');
    git(root, 'commit', '-qm', 'start');
    git(root, 'mv', ORDER, moved);
    const text = readFileSync(join(root, FILE), 'utf8');
    put(root, FILE, text.replace(ORDER, moved));
    expect(run('--root', root, '--changed', 'HEAD').status).toBe(0);
    put(root, ORDER, readFileSync(join(root, moved), 'utf8'));
    const line = text.split('\n').find((one) => one.includes(ORDER))!;
    put(root, FILE, text.replace(line, `${line.replace(/,?$/, ',')}\n${line.replace(ORDER, moved)}`));
    expect(run('--root', root, '--changed', 'HEAD').stdout).toContain('grew from 0 to 1');
  });

  it('counts by file, rule and target, one line for each file', () => {
    const other = 'libs/modules/orders/src/domain/line.ts';
    const root = writeWorkspace({
      [ORDER]: `import '@modules/catalog';\nimport '@modules/catalog/api';\nimport '@multilith/embedded-postgres';`,
      [other]: 'export const load = (path: string) => import(path);',
    });
    expect(start(root).stdout).toBe('4 findings written.');
    expect(readFileSync(join(root, FILE), 'utf8').split('\n')).toEqual([
      '[',
      '  {',
      '    "owner": "@team/orders",',
      '    "expires": "2999-01-01",',
      '    "files": {',
      `      "${other}": {"unanalysable":{"dynamic":1}},`,
      `      "${ORDER}": {"no-cross-context":{"catalog":2,"embedded-postgres":1}}`,
      '    }',
      '  }',
      ']',
      '',
    ]);
    const { status, stdout } = run('--root', root);
    expect(status).toBe(0);
    expect(stdout).toContain('No boundary is newly crossed. The baseline lets 4 pass.');
  });

  it('names what grew: a new target alone, and every finding of a target that has more than are counted', () => {
    const root = writeWorkspace({ [ORDER]: `import '@modules/catalog';` });
    start(root);
    put(root, ORDER, `import '@modules/catalog';\nimport '@multilith/embedded-postgres';`);
    const { stdout: another } = run('--root', root);
    expect(another).toContain('1 breach found. The baseline lets 1 pass.');
    expect(another).toContain(`${ORDER}:2:8  no-cross-context`);
    put(root, ORDER, `import '@modules/catalog';\nimport '@modules/catalog/api';`);
    const { stdout: more } = run('--root', root);
    expect(more).toContain('2 breaches found.');
    expect(more).toContain(`This is one of 2; ${FILE} lets 1 pass.`);
  });

  it('lowers counts, and keeps what is left to the group whose day comes first', () => {
    const root = writeWorkspace({ [ORDER]: `import '@modules/catalog';\nimport '@modules/catalog/api';` });
    start(root);
    const counted = { [ORDER]: { 'no-cross-context': { catalog: 1 } } };
    const groups = ['3000-01-01', '2999-01-01'].map((expires) => ({ owner: '@team/orders', expires, files: counted }));
    put(root, FILE, JSON.stringify(groups));
    expect(run('--root', root).status).toBe(0);
    put(root, ORDER, `import '@modules/catalog';`);
    expect(run('--root', root).stdout).toContain('counts 2 where 1 are left');
    expect(run('--root', root, '--shrink-baseline').stdout).toBe('1 findings removed.');
    expect(JSON.parse(readFileSync(join(root, FILE), 'utf8'))).toEqual([groups[1]]);
  });

  it.each([
    ['an owner', { owner: '' }],
    ['a last day', { expires: '' }],
    ['a day of the calendar', { expires: '2027-13-01' }],
    ['files', { files: [] }],
    ['rules for every file', { files: { [ORDER]: 1 } }],
    ['counts above zero', { files: { [ORDER]: { 'no-cross-context': { catalog: 0 } } } }],
  ])('needs %s', (_what, wrong) => {
    const root = writeWorkspace(BROKEN);
    start(root);
    const [group] = JSON.parse(readFileSync(join(root, FILE), 'utf8')) as object[];
    put(root, FILE, JSON.stringify([{ ...group, ...wrong }]));
    expect(run('--root', root).status).toBe(2);
  });
});

describe('boundary-lint --graph', () => {
  const CALLS: Tree = {
    'libs/modules/orders/src/orders.module.ts': `import { catalog, GetProducts } from '@contracts/catalog';\nimport { use } from '@multilith/runtime';\nexport const uses = [use(catalog, { whenUnavailable: 'fail' })];\nexport const ask = GetProducts;\nexport class OrdersModule {}`,
    'libs/modules/orders/src/hear.ts': `import { ProductAdded } from '@contracts/catalog';\nexport const heard = ProductAdded;`,
  };

  it('draws contexts, calls and events', () => {
    const root = writeWorkspace(CALLS);
    const mermaid = run('--root', root, '--graph').stdout;
    expect(mermaid).toContain('orders -- "GetProducts" --> catalog');
    expect(mermaid).toContain('catalog -. "ProductAdded" .-> orders');
    const dot = run('--root', root, '--graph', '--format', 'dot').stdout;
    expect(dot).toContain('"catalog" -> "orders" [label="ProductAdded", style=dashed];');
  });

  it('keeps a page that is checked from then on', () => {
    const root = writeWorkspace({ ...CALLS, 'docs/README.md': '' });
    const page = 'docs/module-graph.md';
    expect(run('--root', root, '--graph', '--output', page).status).toBe(0);
    expect(run('--root', root, '--graph', '--output', page, '--check').status).toBe(0);
    expect(run('--root', root).status).toBe(0);
    rmSync(join(root, 'libs/modules/orders/src/hear.ts'));
    const { stdout } = run('--root', root);
    expect(stdout).toContain('module-graph');
    const [, cli, args] = /write the page again: node (\S+) (--graph --output \S+)/.exec(stdout)!;
    expect(existsSync(dirname(dirname(cli!)))).toBe(true);
    expect(run('--root', root, '--graph', '--output', page, '--check').status).toBe(1);
    // The command of the message mends it.
    expect(run('--root', root, ...args!.split(' ')).status).toBe(0);
    expect(run('--root', root).status).toBe(0);
  });

  it('draws imports alone, for contexts without contracts', () => {
    const root = writeWorkspace({
      [ORDER]: `import { CatalogModule } from '@modules/catalog';\nimport type { Api } from '@modules/catalog/api';`,
      'libs/modules/orders/src/domain/order.spec.ts': `import '@modules/catalog';`,
      'libs/modules/catalog/src/own.ts': `import type { OrdersModule } from '@modules/orders';\nimport './catalog.module.js';`,
      'docs/README.md': '',
    });
    const mermaid = run('--root', root, '--graph', '--imports').stdout;
    expect(mermaid).toContain('orders -- "2 imports (1 types)" --> catalog');
    expect(mermaid).toContain('catalog -. "1 import (types)" .-> orders');
    expect(run('--root', root, '--graph', '--imports', '--format', 'dot').stdout).toContain(
      '"catalog" -> "orders" [label="1 import (types)", style=dashed];',
    );
    const page = ['--root', root, '--graph', '--imports', '--output', 'docs/module-graph.md'];
    expect(run(...page).status).toBe(0);
    expect(readFileSync(join(root, 'docs/module-graph.md'), 'utf8')).toContain('| orders | catalog | 2 | 1 | 1 |');
    expect(run(...page, '--check').status).toBe(0);
    expect(run('--root', root).stdout).not.toContain('module-graph');
    put(root, ORDER, '');
    expect(run('--root', root).stdout).toContain('--graph --imports --output docs/module-graph.md');
    expect(run('--root', root, '--imports').status).toBe(2);
  });
});
