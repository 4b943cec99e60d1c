import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  passwordVariable,
  permissionsForAll,
  PROVISION,
  provisionPermissions,
  provisionStreams,
  serverConfig,
  SLOW_READERS,
  TOOLS,
  toolsPermissions,
} from '@multilith/nats';
import { startNatsServer, type NatsServer } from '@multilith/nats/server';
import type { ContextTraffic, Topology } from '@multilith/runtime/host';
import { RestartDelay } from '../restart-delay.js';
import { claimStore } from '../store-claim.js';
import type { SupervisorLog } from '../supervisor-log.js';
import type { HostNetwork } from './host-network.js';

/** Variables that would conflict with the generated logins. */
const OTHER_LOGINS = ['TOKEN', 'CREDS', 'NKEY', 'TLS_CA', 'TLS_CERT', 'TLS_KEY'];

/**
 * Patient limits for debugging: a host at a breakpoint answers no pings and reads nothing; with its defaults the server
 * would disconnect it after some minutes.
 */
const DEBUGGING_LIMITS = 'ping_interval: "1h"\nwrite_deadline: "1h"\n';

/** Serious lines of the server's log: a host that exceeds its permissions, or a full disk. */
const SERIOUS = /\[(?:ERR|FTL)\] (.*)/;

/** The NATS server that connects the hosts. */
export interface NatsNetwork extends HostNetwork {
  readonly url: string;
  /** File with the URL and login for tools. */
  readonly loginFile: string;
}

export interface NatsNetworkOptions {
  readonly topology: Topology;
  readonly traffic: readonly ContextTraffic[];
  /** Folder of the streams, kept between runs, and of the login for tools. */
  readonly dataDir: string;
  readonly prefix: string | undefined;
  /** Whether debuggers may stop hosts: the server then keeps the connections of silent hosts. */
  readonly debugging: boolean;
  readonly log: SupervisorLog;
}

/**
 * Starts a nats-server with JetStream and one login per host, whose permissions cover exactly what the contracts of its
 * contexts need, as in production. Event streams are created with a login of the supervisor that no host has. If the
 * server ends, it is restarted with its streams.
 *
 * @throws NatsError NATS_SERVER_MISSING, NATS_SERVER_START
 */
export async function startNatsNetwork({
  topology,
  traffic,
  dataDir,
  prefix,
  debugging,
  log,
}: NatsNetworkOptions): Promise<NatsNetwork> {
  const options = { topology, contexts: traffic, ...(prefix ? { prefix } : {}) };
  const permissions = {
    ...permissionsForAll(options),
    [TOOLS]: toolsPermissions(),
    [PROVISION]: provisionPermissions(options),
  };
  const passwords = new Map(Object.keys(permissions).map((login) => [login, newPassword()]));
  mkdirSync(dataDir, { recursive: true });
  const store = claimStore(join(dataDir, 'nats.lock'));
  if (store.takenBy !== undefined)
    log.warn(
      `The streams in ${dataDir} are those of process ${store.takenBy}, which runs hosts on the same data. This nats-server keeps others until it stops.`,
    );
  const stopping = new AbortController();
  const delay = new RestartDelay();
  let keeping = Promise.resolve();
  let startedAt = performance.now();
  const keep = async (how: string): Promise<void> => {
    const ms = delay.after(performance.now() - startedAt);
    log.error(`nats-server ended with ${how}. It is started again in ${ms / 1000} s.`);
    await sleep(ms, undefined, { signal: stopping.signal }).catch(() => {});
    if (stopping.signal.aborted) return;
    startedAt = performance.now();
    await server.restart().then(
      async () => {
        log.log('nats-server runs again.');
        await provision();
      },
      (error: Error) => keep(error.message),
    );
  };
  /** Hosts exchange events without streams too, so a failure to create them is not fatal. */
  const provision = async (): Promise<void> => {
    try {
      await provisionStreams({
        nats: { url: server.url, prefix, user: PROVISION, password: passwords.get(PROVISION) },
        publishers: traffic.map(({ name }) => name),
      });
    } catch (error) {
      if (!stopping.signal.aborted) log.warn(`The streams of events were not provided: ${(error as Error).message}`);
    }
  };
  const server = await startNatsServer({
    jetStream: true,
    ...(store.takenBy === undefined ? { storeDir: join(dataDir, 'nats') } : {}),
    config: `${debugging ? DEBUGGING_LIMITS : SLOW_READERS}${serverConfig(permissions)}`,
    env: Object.fromEntries([...passwords].map(([host, password]) => [passwordVariable(host), password])),
    onLog: (line) => {
      const [, text] = SERIOUS.exec(line) ?? [];
      if (text) log.warn(`nats-server: ${text}`);
    },
    onExit: (how) => (keeping = keep(how)),
  }).catch((error: unknown) => {
    store.release();
    throw error;
  });
  await provision();
  const loginFile = keepLogin(dataDir, server, passwords.get(TOOLS)!);
  return {
    name: 'NATS',
    isServer: true,
    description: `${server.url} (login for tools: ${relative(process.cwd(), loginFile)})`,
    url: server.url,
    loginFile,
    envOf: (host) => ({
      ...Object.fromEntries(OTHER_LOGINS.map((name) => [`NATS_${name}`, ''])),
      NATS_URL: server.url,
      NATS_USER: host,
      NATS_PASSWORD: passwords.get(host) ?? '',
    }),
    stop: async () => {
      stopping.abort();
      await keeping;
      await server.stop();
      store.release();
    },
  };
}

/** Begins with a letter: the server parses settings that look like numbers as numbers. */
const newPassword = (): string => `p${randomBytes(16).toString('hex')}`;

/** Writes the login for tools to a file that only the owner can read. */
function keepLogin(dataDir: string, { port }: NatsServer, password: string): string {
  const file = join(dataDir, 'nats.json');
  rmSync(file, { force: true });
  const url = `nats://${TOOLS}:${password}@127.0.0.1:${port}`;
  writeFileSync(file, `${JSON.stringify({ url }, undefined, 2)}\n`, { mode: 0o600 });
  return file;
}
