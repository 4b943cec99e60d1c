import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { provisionStreams } from '@multilith/nats';
import { startNatsServer } from '@multilith/nats/server';
import { freePort } from '../../free-port.js';
import { ShopProcess } from '../shop-process.js';
import type { RunningShop, ShopSystem, StartOptions } from '../shop-system.js';
import { MONOLITH } from './workspace.js';

/** The contexts of the shop, all of which can have a host of their own. */
export const CONTEXTS = [
  'catalog',
  'customers',
  'inventory',
  'notifications',
  'orders',
  'payments',
  'reporting',
  'shipping',
] as const;

/** Contexts in hosts of their own, with their transport; the others are in the monolith. */
export type Placement = Partial<Record<(typeof CONTEXTS)[number], 'nats' | 'grpc'>>;

/** Returns the placement of every context in a host of its own. */
export const allOver = (transport: 'nats' | 'grpc'): Placement =>
  Object.fromEntries(CONTEXTS.map((context) => [context, transport]));

const CONTEXT_HOST = fileURLToPath(new URL('context-host.js', import.meta.url));

/** What all processes have in common. No limit per client, so that a single client can create all the load. */
const SETTINGS = {
  SEED: 'false',
  SHIPPING_DELAY: '0',
  ORDERS_MAX_PENDING: '1000000',
  RATE_LIMIT_ANONYMOUS: 'off',
  RATE_LIMIT_SIGNED_IN: 'off',
  RATE_LIMIT_STAFF: 'off',
  OVERLOAD_MS: '0',
  LOG_FORMAT: 'json',
};

/** The shop as this project runs it: the monolith, and a process for each context that is placed elsewhere. */
export function multilithShop(name: string, placement: Placement): ShopSystem {
  return { name, start: (options) => start(name, placement, options) };
}

async function start(name: string, placement: Placement, options: StartOptions): Promise<RunningShop> {
  const { server, profiles } = options;
  const folder = mkdtempSync(join(tmpdir(), 'multilith-shop-'));
  const database = await server.createDatabase(`shop_${name.replaceAll(/\W/g, '_')}`);
  const extracted = Object.keys(placement);
  const transports = new Set(Object.values(placement));
  const nats = transports.has('nats') ? await startNatsServer({ jetStream: true }) : undefined;
  if (nats)
    await provisionStreams({
      nats: { url: nats.url },
      publishers: transports.has('grpc')
        ? extracted.filter((name) => placementOf(placement, name) === 'nats')
        : CONTEXTS,
    });
  writeFileSync(
    join(folder, 'topology.json'),
    JSON.stringify(
      Object.fromEntries(Object.entries(placement).map(([context, transport]) => [context, { transport }])),
    ),
  );
  const grpcPorts = new Map<string, number>();
  if (transports.has('grpc')) for (const host of ['monolith', ...extracted]) grpcPorts.set(host, await freePort());
  const env = (host: string): Record<string, string> => ({
    ...SETTINGS,
    DATA_DIR: folder,
    DATABASE_URL: database,
    TOPOLOGY_FILE: join(folder, 'topology.json'),
    NOTIFICATIONS_FOLDER: join(folder, 'mail'),
    ...(nats ? { NATS_URL: nats.url } : {}),
    ...(grpcPorts.size > 0
      ? {
          GRPC_LISTEN: `127.0.0.1:${grpcPorts.get(host)}`,
          GRPC_HOSTS: [...grpcPorts].map(([each, port]) => `${each}=127.0.0.1:${port}`).join(';'),
        }
      : {}),
  });
  // The monolith starts first and makes the development keys, so that hosts do not make them at the same time.
  const hosts = extracted.map(
    (context) => new ShopProcess(context, CONTEXT_HOST, { args: [context], env: env(context), profiles }),
  );
  const monolith = new ShopProcess('monolith', fileURLToPath(MONOLITH), {
    env: { ...env('monolith'), PORT: '0' },
    profiles,
  });
  const processes = [monolith, ...hosts];
  const stop = async (): Promise<void> => {
    await Promise.all(processes.map((process) => process.stop()));
    await nats?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all(hosts.map((host) => host.printed(/Context '\w+' runs/)));
    const [, url] = await monolith.printed(/Listening at (http:\/\/[\w.:]+)/);
    const broker = nats?.pid === undefined ? [] : [nats.pid];
    return {
      endpoint: `${url}/graphql`,
      token: readFileSync(join(folder, 'dev-token'), 'utf8').trim(),
      pids: [...processes.map(({ pid }) => pid), ...broker],
      database,
      nats: nats?.url,
      natsPid: nats?.pid,
      output: () => processes.map(({ name: host, output }) => `--- ${host}\n${output}`).join('\n'),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const placementOf = (placement: Placement, context: string): 'nats' | 'grpc' | undefined =>
  placement[context as keyof Placement];
