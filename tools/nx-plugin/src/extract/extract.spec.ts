import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { defaultPoolTotal } from '@multilith/data/connection-budget';
import type { ContextTraffic } from '@multilith/runtime/host';
import prettier from 'prettier';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { WorkspaceCopy } from '../../test/workspace-copy.js';
import { inline } from '../inline/inline.js';
import { contextNames } from '../placement/contexts.js';
import { extract } from './extract.js';

const nats = { transport: 'nats' } as const;
const connectionsIn = (copy: WorkspaceCopy): number =>
  Number(/max_connections=(\d+)/.exec(copy.read('docker-compose.yml'))?.[1]);
const contextsOf = ({ root }: WorkspaceCopy): readonly string[] => contextNames(root);

/** The numbers below `count`, in an order that the seed decides. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed;
  const random = (): number => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** Each context calls the next one and follows the one after that, so that hosts need what their neighbours need. */
const trafficOf = (contexts: readonly string[]): ContextTraffic[] =>
  contexts.map((name, index) => ({
    name,
    calls: [contexts[(index + 1) % contexts.length]!],
    follows: [contexts[(index + 2) % contexts.length]!],
  }));

describe('extracting a context and bringing it back', () => {
  it.each(['nats', 'grpc'])(
    'leaves every file as it was, to the byte, whichever context it is: over %s',
    (transport) => {
      const copy = new WorkspaceCopy();
      const before = copy.checksums();
      const contexts = contextsOf(copy);
      for (const context of contexts) {
        extract({ root: copy.root, context, transport });
        expect(copy.checksums()).not.toEqual(before);
        inline({ root: copy.root, context });
        expect(copy.checksums()).toEqual(before);
      }
    },
  );

  it.each([
    ['nats', 1],
    ['grpc', 2],
    ['either', 3],
    ['either', 4],
  ])('leaves every file as it was when all are out at once, in any order: over %s (seed %i)', (transport, seed) => {
    const copy = new WorkspaceCopy();
    const before = copy.checksums();
    const libs = copy.checksums('libs');
    const contexts = contextsOf(copy);
    const traffic = trafficOf(contexts);
    const mixed = new Map(shuffled(contexts, seed).map((context, index) => [context, index % 2 ? 'nats' : 'grpc']));
    const takeOut = (context: string): unknown =>
      extract({
        root: copy.root,
        context,
        transport: transport === 'either' ? mixed.get(context)! : transport,
        traffic,
      });
    const takeBack = (context: string): unknown => inline({ root: copy.root, context, traffic });
    const states: Record<string, string>[] = [];
    for (const context of shuffled(contexts, seed)) {
      states.push(copy.checksums());
      takeOut(context);
      expect(copy.checksums('libs')).toEqual(libs);
    }
    const allOut = copy.checksums();
    shuffled(contexts, seed + 10).forEach(takeBack);
    expect(copy.checksums()).toEqual(before);
    // Whatever the way there, a state is written in one form only.
    shuffled(contexts, seed + 20).forEach(takeOut);
    expect(copy.checksums()).toEqual(allOut);
    for (const context of shuffled(contexts, seed).reverse()) {
      takeBack(context);
      expect(copy.checksums()).toEqual(states.pop());
    }
  });

  it('keeps line breaks of Windows', () => {
    const copy = new WorkspaceCopy();
    for (const path of ['docker-compose.yml', 'topology.json', 'tsconfig.json'])
      copy.write(path, copy.read(path).replaceAll('\n', '\r\n'));
    const before = copy.checksums();
    extract({ root: copy.root, context: 'orders', ...nats });
    expect(copy.read('docker-compose.yml')).not.toMatch(/[^\r]\n/);
    const traffic = trafficOf(contextsOf(copy));
    extract({ root: copy.root, context: 'catalog', transport: 'grpc', traffic });
    expect(copy.read('docker-compose.yml')).not.toMatch(/[^\r]\n/);
    inline({ root: copy.root, context: 'orders', traffic });
    inline({ root: copy.root, context: 'catalog', traffic });
    expect(copy.checksums()).toEqual(before);
  });
});

describe('an extracted context', () => {
  it('has an image whose steps are those of the monolith until its own code is picked, so that they are taken once', () => {
    const copy = new WorkspaceCopy();
    const shared = (path: string): string[] => {
      const lines = readFileSync(path, 'utf8').split('\n');
      return lines.slice(lines.indexOf('ARG NODE_IMAGE=node:24-bookworm-slim'), lines.indexOf('RUN npx tsc -b') + 1);
    };
    extract({ root: copy.root, context: 'orders', ...nats });
    const steps = shared(join(copy.root, 'apps/extracted/orders/Dockerfile'));
    expect(steps.length).toBeGreaterThan(8);
    expect(steps).toEqual(shared(join(import.meta.dirname, '../../../../apps/monolith/Dockerfile')));
  });

  it('finds room for its connections in the database of docker-compose.yml, also when all others are extracted', () => {
    const copy = new WorkspaceCopy();
    const contexts = contextsOf(copy);
    for (const [index, context] of contexts.entries()) {
      expect(extract({ root: copy.root, context, ...nats }).notes).toEqual([]);
      const left = contexts.length - 1 - index;
      const opened = (index + 1) * defaultPoolTotal(1) + (left > 0 ? defaultPoolTotal(left) : 0);
      expect(connectionsIn(copy)).toBeGreaterThan(opened);
    }
  });

  it('says so when a number of connections that was set by hand is too small, and leaves it alone', () => {
    const copy = new WorkspaceCopy();
    const set = (connections: number): void =>
      copy.write(
        'docker-compose.yml',
        copy.read('docker-compose.yml').replace(/max_connections=\d+/, `max_connections=${connections}`),
      );
    set(99);
    const before = copy.checksums();
    const { notes } = extract({ root: copy.root, context: 'orders', ...nats });
    expect(notes).toEqual([expect.stringMatching(/max_connections=99, but its hosts open up to \d+/)]);
    inline({ root: copy.root, context: 'orders' });
    expect(copy.checksums()).toEqual(before);
    set(9_999);
    expect(extract({ root: copy.root, context: 'orders', ...nats }).notes).toEqual([]);
    expect(connectionsIn(copy)).toBe(9_999);
  });

  it('has a host of a few lines, a reference, a service and a line in the topology', () => {
    const copy = new WorkspaceCopy();
    const services = Object.keys((parse(copy.read('docker-compose.yml')) as { services: object }).services);
    const { changes } = extract({ root: copy.root, context: 'orders', ...nats });
    expect(changes.map(({ path }) => path)).toEqual([
      'apps/extracted/orders/Dockerfile',
      'apps/extracted/orders/README.md',
      'apps/extracted/orders/src/main.ts',
      'apps/extracted/orders/tsconfig.json',
      'tsconfig.json',
      'docker-compose.yml',
      'topology.json',
    ]);
    expect(copy.read('topology.json')).toBe('{\n  "orders": { "transport": "nats" }\n}\n');
    expect(copy.read('apps/extracted/orders/src/main.ts').split('\n').length).toBeLessThan(12);
    const compose = parse(copy.read('docker-compose.yml')) as { services: Record<string, { build: object }> };
    expect(Object.keys(compose.services)).toEqual([...services, 'orders']);
    expect(compose.services['orders']?.build).toEqual({
      context: '.',
      dockerfile: 'apps/extracted/orders/Dockerfile',
    });
  });

  it('is formatted as the workspace wants it', async () => {
    const copy = new WorkspaceCopy();
    const options = await prettier.resolveConfig(join(import.meta.dirname, 'extract.spec.ts'));
    const contexts = contextsOf(copy);
    for (const [index, context] of contexts.entries())
      extract({ root: copy.root, context, transport: index % 2 ? 'nats' : 'grpc', traffic: trafficOf(contexts) });
    for (const path of Object.keys(copy.checksums()).filter((each) =>
      /^(?:docker-compose\.yml|t\w+\.json|apps\/extracted\/.*\.(?:ts|json))$/.test(each),
    ))
      expect([path, await prettier.check(copy.read(path), { ...options, filepath: path })]).toEqual([path, true]);
  });

  it('stays as it is when it is extracted again, also when its files were edited', () => {
    const copy = new WorkspaceCopy();
    extract({ root: copy.root, context: 'orders', ...nats });
    copy.write('apps/extracted/orders/Dockerfile', 'FROM scratch\n');
    const before = copy.checksums();
    expect(extract({ root: copy.root, context: 'orders', ...nats }).changes).toEqual([]);
    expect(copy.checksums()).toEqual(before);
  });
});

describe('extracting', () => {
  it('writes nothing in a dry run, and says exactly what it would write', () => {
    const copy = new WorkspaceCopy();
    const before = copy.checksums();
    const planned = extract({ root: copy.root, context: 'orders', ...nats, dryRun: true });
    expect(copy.checksums()).toEqual(before);
    expect(extract({ root: copy.root, context: 'orders', ...nats })).toEqual(planned);
    for (const { path, after } of planned.changes) expect(copy.read(path)).toBe(after);
  });

  it.each([
    ['a line in the topology', 'topology.json', '{ "orders": { "transport": "nats" } }\n'],
    ['a host', 'apps/extracted/orders/src/main.ts', 'export {};\n'],
    ['a service of that name', 'docker-compose.yml', 'services:\n  orders:\n    image: orders\n'],
  ])('refuses a state that %s has begun, names what is there and missing, and changes nothing', (_what, path, text) => {
    const copy = new WorkspaceCopy();
    mkdirSync(join(copy.root, 'apps/extracted/orders/src'), { recursive: true });
    copy.write(path, text);
    const before = copy.checksums();
    expect(() => extract({ root: copy.root, context: 'orders', ...nats })).toThrow(
      expect.objectContaining({ code: 'PLACEMENT_HALF_DONE', message: expect.stringMatching(/There:[^]*Missing:/) }),
    );
    expect(copy.checksums()).toEqual(before);
  });

  it('completes a partial extraction with --force, and keeps edited files', () => {
    const copy = new WorkspaceCopy();
    extract({ root: copy.root, context: 'orders', ...nats });
    const whole = copy.checksums();
    copy.write('topology.json', '{}\n');
    rmSync(join(copy.root, 'apps/extracted/orders/tsconfig.json'));
    extract({ root: copy.root, context: 'orders', ...nats, force: true });
    expect(copy.checksums()).toEqual(whole);
  });

  it('takes back what it wrote when it cannot write everything', () => {
    const copy = new WorkspaceCopy();
    // The text of the topology is prepared last; a folder is where it should go.
    mkdirSync(join(copy.root, `topology.json.${process.pid}.tmp`));
    const before = copy.checksums();
    expect(() => extract({ root: copy.root, context: 'orders', ...nats })).toThrow(
      expect.objectContaining({ code: 'PLACEMENT_WRITE_FAILED' }),
    );
    expect(copy.checksums()).toEqual(before);
  });

  it.each([
    ['order', 'nats', 'PLACEMENT_UNKNOWN_CONTEXT', /Did you mean 'orders'/],
    ['weather', 'nats', 'PLACEMENT_UNKNOWN_CONTEXT', / The contexts are \w.*\borders\b/],
    ['orders', 'carrier', 'PLACEMENT_TRANSPORT', /no transport 'carrier'\. Registered: nats, grpc\./],
  ] as const)('refuses %s over %s', (context, transport, code, message) => {
    const { root } = new WorkspaceCopy();
    expect(() => extract({ root, context, transport })).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });

  it('extracts over a transport that the workspace registers, which the host connects', () => {
    const copy = new WorkspaceCopy();
    copy.write('package.json', '{ "multilith": { "transports": { "carrier": "@acme/carrier" } } }');
    const before = copy.checksums();
    const { notes } = extract({ root: copy.root, context: 'orders', transport: 'carrier' });
    expect(copy.read('topology.json')).toContain('"orders": { "transport": "carrier" }');
    expect(copy.read('apps/extracted/orders/src/main.ts')).toContain(
      "    carrier: async (options) => (await import('@acme/carrier')).connectTransport(options),\n",
    );
    expect(copy.read('apps/extracted/orders/README.md')).toContain("reached over the transport 'carrier'");
    expect(notes).toContainEqual(expect.stringMatching(/^apps\/monolith\/src\/main\.ts does not connect 'carrier'/));
    inline({ root: copy.root, context: 'orders' });
    expect(copy.checksums()).toEqual(before);
  });

  it.each([
    ['{ "multilith": { "transports": ["carrier"] } }', /is no object/],
    ['{ "multilith": { "transports": { "carrier": 1 } } }', /'carrier' has no package name/],
    ['{ "multilith": { "transports": { "here": "@acme/here" } } }', /'here' cannot be the name/],
  ])('refuses to read transports from %s', (manifest, message) => {
    const copy = new WorkspaceCopy();
    copy.write('package.json', manifest);
    expect(() => extract({ root: copy.root, context: 'orders', ...nats })).toThrow(
      expect.objectContaining({ code: 'PLACEMENT_TRANSPORT', message: expect.stringMatching(message) }),
    );
  });

  it('refuses another transport for a context that is out already', () => {
    const copy = new WorkspaceCopy();
    copy.write('topology.json', '{ "orders": { "transport": "carrier" } }\n');
    expect(() => extract({ root: copy.root, context: 'orders', ...nats })).toThrow(/extracted already, over carrier/);
  });

  it.each([
    ['topology.json', '{ "orders": '],
    ['topology.json', '[]'],
    ['topology.json', '{ "orders": { "transport": 1 } }'],
    ['docker-compose.yml', 'services: [\n'],
    ['docker-compose.yml', 'volumes: {}\n'],
    ['tsconfig.json', '{}\n'],
  ])('refuses to edit a %s that reads %j', (path, text) => {
    const copy = new WorkspaceCopy();
    copy.write(path, text);
    const before = copy.checksums();
    expect(() => extract({ root: copy.root, context: 'orders', ...nats })).toThrow(
      expect.objectContaining({ code: 'PLACEMENT_UNREADABLE', message: expect.stringContaining(path) }),
    );
    expect(copy.checksums()).toEqual(before);
  });

  it('works without docker-compose.yml', () => {
    const copy = new WorkspaceCopy();
    rmSync(join(copy.root, 'docker-compose.yml'));
    const before = copy.checksums();
    extract({ root: copy.root, context: 'orders', ...nats });
    expect(extract({ root: copy.root, context: 'orders', ...nats }).changes).toEqual([]);
    inline({ root: copy.root, context: 'orders' });
    expect(copy.checksums()).toEqual(before);
  });
});
