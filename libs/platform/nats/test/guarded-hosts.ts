import { connect, type NatsConnection } from '@nats-io/transport-node';
import { afterAll, beforeAll, vi } from 'vitest';
import { permissionsForAll, type PermissionOptions } from '../src/permissions/host-permissions.js';
import { passwordVariable, serverConfig } from '../src/permissions/server-config.js';
import type { NatsServer } from '../src/testing/index.js';
import { hostsOfThisFile, type NatsHost } from './hosts.js';

/** `catalog` and `customers` run in the monolith, and so do the APIs of `catalog`, `orders` and `payments`. */
export const DEPLOYMENT: PermissionOptions = {
  topology: { orders: { transport: 'nats' }, payments: { transport: 'nats' }, reporting: { transport: 'nats' } },
  contexts: [
    { name: 'catalog', calls: [], follows: [], api: [] },
    { name: 'customers', calls: [], follows: ['reporting'] },
    { name: 'orders', calls: ['catalog'], follows: ['payments'], api: ['customers'] },
    { name: 'payments', calls: ['catalog'], follows: ['orders'], api: [] },
    { name: 'reporting', calls: [], follows: ['orders'] },
  ],
};
export const HOSTS = ['monolith', 'orders', 'payments', 'reporting'] as const;
export type HostName = (typeof HOSTS)[number];

const secretOf = (login: string): string => `secret-of-${login}`;
const TOOLS = { publish: { allow: ['>'] }, subscribe: { allow: ['>'] } };

/**
 * A nats-server with the generated permissions of {@link DEPLOYMENT}, its hosts, and attackers with stolen passwords.
 */
export interface GuardedHosts {
  readonly server: NatsServer;
  host(name: HostName): NatsHost;
  /** Returns a client with the password of a host, or of `TOOLS`, which may do everything. */
  intruder(login: HostName | 'TOOLS'): Promise<NatsConnection>;
  /**
   * Returns what the server has refused to a client since the last call, as `publish <subject>` or `subscription
   * <subject>`.
   */
  refusals(client: NatsConnection): Promise<string[]>;
}

/** Starts the hosts for the spec file that calls this. */
export function guardedHosts({ jetStream = true } = {}): GuardedHosts {
  const hosts = hostsOfThisFile();
  const transports: Partial<Record<HostName, NatsHost>> = {};
  const clients: NatsConnection[] = [];
  const refused = new Map<NatsConnection, string[]>();
  let server: NatsServer;
  beforeAll(async () => {
    for (const login of [...HOSTS, 'TOOLS']) vi.stubEnv(passwordVariable(login), secretOf(login));
    server = await hosts.server({ jetStream, config: serverConfig({ ...permissionsForAll(DEPLOYMENT), TOOLS }) });
    for (const host of HOSTS)
      transports[host] = await hosts.host(server, { host, user: host, password: secretOf(host), events: false });
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    for (const client of clients) await client.close();
  });
  return {
    get server() {
      return server;
    },
    host: (name) => transports[name]!,
    async intruder(login) {
      const client = await connect({
        servers: server.url,
        user: login,
        pass: secretOf(login),
        inboxPrefix: `multilith.inbox.${login}`,
      });
      clients.push(client);
      const seen: string[] = [];
      refused.set(client, seen);
      void (async () => {
        for await (const status of client.status())
          if (status.type === 'error' && 'operation' in status.error)
            seen.push(`${String(status.error.operation)} ${String((status.error as { subject?: string }).subject)}`);
      })();
      return client;
    },
    async refusals(client) {
      await client.flush();
      await new Promise(setImmediate);
      return refused.get(client)!.splice(0);
    },
  };
}
