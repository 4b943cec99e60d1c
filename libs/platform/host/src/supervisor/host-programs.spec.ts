import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instancesOf } from './host-program.js';
import { hostPrograms } from './host-programs.js';

let workspace: string;
beforeAll(() => {
  workspace = mkdtempSync(join(tmpdir(), 'host-programs-'));
  for (const app of ['monolith', 'extracted/orders', 'extracted/payments']) {
    const file = join(workspace, 'apps', app, 'dist/main.js');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
  }
});
afterAll(() => rmSync(workspace, { recursive: true }));

const nats = { transport: 'nats' } as const;
const programs = (
  env: NodeJS.ProcessEnv = {},
  instances: Readonly<Record<string, number>> = {},
  topology = { payments: nats, orders: nats },
): ReturnType<typeof hostPrograms> =>
  hostPrograms({
    workspace,
    topology,
    contexts: ['catalog', 'orders', 'payments'],
    instances: new Map(Object.entries(instances)),
    env,
  });

describe('the programs of a topology', () => {
  it('are those that nx extract wrote, and the monolith', () => {
    expect(programs().map(({ host, file }) => [host, file.slice(workspace.length)])).toEqual([
      ['orders', '/apps/extracted/orders/dist/main.js'],
      ['payments', '/apps/extracted/payments/dist/main.js'],
      ['monolith', '/apps/monolith/dist/main.js'],
    ]);
  });

  it('have ports of their own, counted up from those that the environment names', () => {
    const ports = (env: NodeJS.ProcessEnv): unknown =>
      programs(env, { orders: 2, monolith: 2 }).map(({ instances }) => instances.map((each) => Object.values(each)[0]));
    expect(ports({ PORT: '4000', HEALTH_PORT: '9000' })).toEqual([['9000', '9001'], ['9002'], ['4000', '4001']]);
    expect(programs({ METRICS_PORT: '9464' }, { monolith: 2 }).at(-1)!.instances).toEqual([
      { PORT: '3000', METRICS_PORT: '9464' },
      { PORT: '3001', METRICS_PORT: '9465' },
    ]);
    expect(ports({ PORT: '0' })).toEqual([['0', '0'], ['0'], ['0', '0']]);
    expect(ports({})).toEqual([['0', '0'], ['0'], ['3000', '3001']]);
  });

  it('run as often as asked, each process under a name of its own', () => {
    const instances = instancesOf(programs({}, { orders: 3 }), (host) => ({ NATS_USER: host }));
    expect(instances.map(({ label }) => label)).toEqual(['orders#1', 'orders#2', 'orders#3', 'payments', 'monolith']);
    expect(instances[1]!.env).toEqual({ NATS_USER: 'orders', HEALTH_PORT: '0' });
  });

  it('are refused where one is missing, with the way to get it', () => {
    expect(() => programs({}, {}, { ...{ payments: nats, orders: nats }, ...{ catalog: nats } })).toThrow(
      expect.objectContaining({
        code: 'HOST_PROGRAM_MISSING',
        message: expect.stringMatching(/no apps\/extracted\/catalog\/dist\/main\.js.*nx extract catalog --force/),
      }),
    );
  });

  it('are refused where the topology names a context that there is not', () => {
    expect(() => programs({}, {}, { ...{ payments: nats, orders: nats }, ...{ order: nats } })).toThrow(
      expect.objectContaining({ code: 'TOPOLOGY_INVALID', message: expect.stringContaining('places order, but') }),
    );
  });

  it('have no instances of what is not a host', () => {
    expect(() => programs({}, { catalog: 2 })).toThrow(
      expect.objectContaining({
        code: 'START_ARGUMENT',
        message: expect.stringMatching(/The topology has monolith, orders, payments/),
      }),
    );
  });
});
