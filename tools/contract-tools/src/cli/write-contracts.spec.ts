import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ContractLock } from '@multilith/contract/lock';
import { beforeAll, describe, expect, it } from 'vitest';
import '../../../dev/built-code.mjs';

const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));
const PROGRAM = join(REPOSITORY, 'tools/contract-tools/dist/main.js');
const LOCK = 'libs/contracts/orders/src/contract.lock.json';

/** A workspace with contracts of a few lines. What is said to be compiled is the source itself, so nothing is built. */
class SmallWorkspace {
  readonly root = mkdtempSync(join(tmpdir(), 'contracts-'));

  constructor() {
    symlinkSync(join(REPOSITORY, 'node_modules'), join(this.root, 'node_modules'));
    this.write('package.json', '{ "private": true, "type": "module", "workspaces": ["libs/contracts/*"] }');
    this.write('topology.json', '{}');
    this.write('nx.json', '{}');
    this.package('orders');
    this.orders('note: z.string()');
  }

  package(name: string): void {
    this.write(
      `libs/contracts/${name}/package.json`,
      JSON.stringify({ name: `@small/${name}`, type: 'module', exports: { '.': './dist/index.js' }, dependencies: {} }),
    );
  }

  /** @param fields of the only command */
  orders(fields: string, more = '', listed = ''): void {
    this.source(
      'orders',
      `import { command, contract, contractError, event } from '@multilith/contract';
import { z } from 'zod';
import lock from './contract.lock.json' with { type: 'json' };
export const State = z.enum(['OPEN', 'CLOSED']);
export class PlaceOrder extends command('orders.PlaceOrder', { input: z.object({ ${fields} }), access: 'public' }) {}
${more}
export const orders = contract('orders', [PlaceOrder${listed}], { lock });
`,
    );
  }

  source(name: string, text: string): void {
    for (const path of ['src/index.ts', 'dist/index.js']) this.write(`libs/contracts/${name}/${path}`, text);
  }

  write(path: string, text: string | Buffer): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
  }

  has(path: string): boolean {
    return existsSync(join(this.root, path));
  }

  text(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  /** Numbers of the fields of the only command, by name. */
  numbers(path = LOCK): Record<string, number | undefined> {
    const lock = JSON.parse(this.text(path)) as ContractLock;
    const { fields } = lock.messages['PlaceOrder']!.versions[1]!.input;
    return Object.fromEntries(Object.entries(fields).map(([name, { number }]) => [name, number]));
  }

  /** Every file but those of node_modules and .git, by path. */
  files(): Map<string, string> {
    const files = new Map<string, string>();
    for (const folder of ['libs', 'docs'])
      if (this.has(folder))
        for (const entry of readdirSync(join(this.root, folder), { recursive: true, withFileTypes: true }))
          if (entry.isFile()) {
            const path = join(entry.parentPath, entry.name);
            files.set(path.slice(this.root.length + 1), readFileSync(path).toString('base64'));
          }
    return files;
  }

  commit(): void {
    const git = (...args: string[]) => execFileSync('git', args, { cwd: this.root, stdio: 'pipe' });
    if (!this.has('.git')) git('init', '--quiet');
    git('add', '--all', 'libs', 'docs');
    git('-c', 'user.name=spec', '-c', 'user.email=spec@localhost', 'commit', '--quiet', '--message', 'as it is');
  }

  run(args: readonly string[], env: NodeJS.ProcessEnv = {}): { code: number | null; output: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
      cwd: this.root,
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
    return { code: status, output: stdout + stderr };
  }

  /** Writes without a build, and expects that to succeed. */
  writes(...options: string[]): string {
    const { code, output } = this.run(['write', '--no-build', ...options]);
    expect(code, output).toBe(0);
    return output;
  }
}

describe('multilith-contract', () => {
  let workspace: SmallWorkspace;
  let first: Map<string, string>;
  beforeAll(() => {
    workspace = new SmallWorkspace();
    workspace.writes();
    first = workspace.files();
    return () => rmSync(workspace.root, { recursive: true });
  });
  /** Each test begins with the contract as it was written first. */
  const begin = (): void => {
    for (const path of ['.git', 'libs', 'docs']) if (workspace.has(path)) workspace.remove(path);
    for (const [path, content] of first) workspace.write(path, Buffer.from(content, 'base64'));
  };

  it('writes lock and artefacts, also the first time, when the imported lock is not there yet', () => {
    begin();
    expect(workspace.numbers()).toEqual({ note: 1 });
    for (const path of ['proto/orders/v1/orders.proto', 'proto/orders.binpb', 'json-schema/PlaceOrder.v1.json'])
      expect(workspace.has(`libs/contracts/orders/${path}`), path).toBe(true);
    expect(workspace.text('docs/contracts/README.md')).toContain('[orders](orders.md)');
    expect(workspace.text(LOCK).split('\n')[1]).toContain('"generated"');
  });

  it('changes nothing when it runs again, in another time zone and language', () => {
    begin();
    const before = workspace.files();
    const { code, output } = workspace.run(['write', '--no-build'], {
      TZ: 'Asia/Tokyo',
      LC_ALL: 'tr_TR.UTF-8',
      LANG: 'tr_TR.UTF-8',
    });
    expect(code, output).toBe(0);
    expect(output).toContain('up to date');
    expect(workspace.files()).toEqual(before);
    expect(workspace.run(['write', '--no-build', '--check'])).toMatchObject({ code: 0 });
  });

  it('compares: names what is stale or missing and the command that writes it, and writes nothing', () => {
    begin();
    workspace.orders('note: z.string(), count: z.int()');
    workspace.remove('libs/contracts/orders/proto');
    const before = workspace.files();
    const { code, output } = workspace.run(['write', '--check', '--no-build']);
    expect(code).toBe(1);
    expect(output).toContain(`${LOCK} is not what the contract says.`);
    expect(output).toContain('libs/contracts/orders/proto/orders/v1/orders.proto is missing.');
    expect(output).toContain('Run `npx nx run-many -t contract` and commit the result.');
    expect(workspace.files()).toEqual(before);
    workspace.remove(LOCK);
    expect(workspace.run(['write', '--check', '--no-build'])).toEqual({
      code: 1,
      output: expect.stringContaining(`${LOCK} is missing or broken.`),
    });
    expect(workspace.has(LOCK)).toBe(false);
  });

  it('removes files of messages and contracts that are gone', () => {
    begin();
    workspace.package('mails');
    workspace.source(
      'mails',
      `import { contract, query } from '@multilith/contract';
import { z } from 'zod';
import lock from './contract.lock.json' with { type: 'json' };
class GetMails extends query('mails.GetMails', { input: z.object({}), output: z.array(z.string()), access: 'public' }) {}
export const mails = contract('mails', [GetMails], { lock });`,
    );
    const placed = `export class OrderPlaced extends event('orders.OrderPlaced', { payload: z.object({ id: z.string() }), key: ({ id }) => id }) {}`;
    workspace.orders('note: z.string()', placed, ', OrderPlaced');
    workspace.writes();
    const gone = [
      'libs/contracts/orders/json-schema/OrderPlaced.v1.json',
      'libs/contracts/orders/asyncapi.json',
      'docs/contracts/mails.md',
    ];
    expect(gone.filter((path) => !workspace.has(path))).toEqual([]);
    workspace.write('docs/contracts/by-hand.md', '# Ours\n');
    workspace.orders('note: z.string()');
    workspace.remove('libs/contracts/mails');
    // One contract is enough to notice the page of another one that is gone.
    const output = workspace.writes('libs/contracts/orders');
    for (const path of gone) expect(output).toContain(`removed ${path}`);
    expect(gone.filter((path) => workspace.has(path))).toEqual([]);
    expect(workspace.has('docs/contracts/by-hand.md')).toBe(true);
    const lock = JSON.parse(workspace.text(LOCK)) as ContractLock;
    expect(lock.messages['OrderPlaced']!.versions[1]!.status).toBe('removed');
  });

  it.each([
    ['missing', undefined],
    ['full of the marks of a merge', '<<<<<<< ours\n{}\n=======\n{}\n>>>>>>> theirs\n'],
  ])('takes numbers from the last commit if the lock is %s', (_what, text) => {
    begin();
    workspace.orders('first: z.string(), note: z.string()');
    workspace.writes();
    expect(workspace.numbers()).toEqual({ first: 2, note: 1 });
    workspace.commit();
    if (text === undefined) workspace.remove(LOCK);
    else workspace.write(LOCK, text);
    workspace.orders('count: z.int(), first: z.string(), note: z.string()');
    workspace.writes();
    expect(workspace.numbers()).toEqual({ count: 3, first: 2, note: 1 });
  });

  it('lists all faults at once and writes nothing', () => {
    begin();
    const before = workspace.files();
    workspace.orders(
      'both: z.string().nullish(), any: z.array(z.union([z.object({ a: z.string() }), z.object({ b: z.string() })]))',
      `class Twice extends command('orders.Twice', { input: z.object({ s: z.enum(['a', 'A']) }), access: 'public' }) {}`,
      ', Twice',
    );
    const { code, output } = workspace.run(['write', '--no-build']);
    expect(code).toBe(1);
    expect(output.match(/✗ SCHEMA_NOT_IN_PROTOBUF: orders\.\w+ version 1: input\.\w+/g)).toEqual([
      '✗ SCHEMA_NOT_IN_PROTOBUF: orders.PlaceOrder version 1: input.both',
      '✗ SCHEMA_NOT_IN_PROTOBUF: orders.PlaceOrder version 1: input.any',
      '✗ SCHEMA_NOT_IN_PROTOBUF: orders.Twice version 1: input.s',
    ]);
    expect(output).toContain('Nothing was written: 3 faults.');
    workspace.orders('note: z.string()');
    expect(workspace.files()).toEqual(before);
    workspace.orders('note: z.symbol()');
    expect(workspace.run(['write', '--no-build']).output).toMatch(
      /✗ SCHEMA_NOT_FAITHFUL: orders\.PlaceOrder: input\.note is a symbol/,
    );
  });

  it('says why a contract cannot be loaded', () => {
    begin();
    workspace.orders('note: z.string()', `throw new Error('not today');`);
    expect(workspace.run(['write', '--no-build'])).toEqual({
      code: 1,
      output: expect.stringMatching(
        /CONTRACT_NOT_LOADABLE: The contract in libs\/contracts\/orders cannot be loaded: .*not today/,
      ),
    });
    workspace.write(
      'libs/contracts/orders/package.json',
      '{ "name": "@small/orders", "exports": { ".": "./dist/nothing.js" } }',
    );
    expect(workspace.run(['write', '--no-build']).output).toContain('is not built');
  });

  it('leaves packages without a contract alone, takes the names of types from them, and warns of an unused lock', () => {
    begin();
    workspace.package('shared');
    workspace.source('shared', `import { z } from 'zod'; export const Size = z.enum(['S', 'L']);`);
    workspace.write(
      'libs/contracts/orders/package.json',
      '{ "name": "@small/orders", "type": "module", "exports": { ".": "./dist/index.js" }, "dependencies": { "@small/shared": "*" } }',
    );
    mkdirSync(join(workspace.root, 'libs/contracts/orders/node_modules/@small'), { recursive: true });
    symlinkSync(
      join(workspace.root, 'libs/contracts/shared'),
      join(workspace.root, 'libs/contracts/orders/node_modules/@small/shared'),
    );
    workspace.source(
      'orders',
      `import { command, contract } from '@multilith/contract';
import { Size } from '@small/shared';
import { z } from 'zod';
export const State = z.enum(['OPEN']);
class PlaceOrder extends command('orders.PlaceOrder', { input: z.object({ size: Size, state: State.optional() }), access: 'public' }) {}
export const orders = contract('orders', [PlaceOrder]);`,
    );
    expect(workspace.writes()).toContain('! libs/contracts/orders does not pass its lock to contract()');
    const { fields } = (JSON.parse(workspace.text(LOCK)) as ContractLock).messages['PlaceOrder']!.versions[1]!.input;
    expect(Object.values(fields).map(({ shape }) => shape.name)).toEqual(['Size', 'State']);
    expect(workspace.has('libs/contracts/shared/src/contract.lock.json')).toBe(false);
  });

  it('publishes locks and says what changed since; published numbers stay whatever happens to the lock', () => {
    begin();
    expect(workspace.run(['publish']).output).toBe('orders: + PlaceOrder v1\n');
    expect(workspace.run(['publish']).output).toBe('1 published already.\n');
    workspace.orders('count: z.int(), note: z.string()');
    workspace.writes();
    expect(workspace.run(['publish', 'libs/contracts/orders']).output).toBe('orders: ~ PlaceOrder v1\n');
    workspace.remove(LOCK);
    workspace.writes();
    expect(workspace.numbers()).toEqual({ count: 2, note: 1 });
  });

  it('gives new numbers to what was never published if it is asked to', () => {
    begin();
    workspace.orders('count: z.int(), note: z.string()');
    workspace.writes();
    workspace.commit();
    expect(workspace.numbers()).toEqual({ count: 2, note: 1 });
    workspace.writes('--renumber');
    expect(workspace.numbers()).toEqual({ count: 1, note: 2 });
  });
});
