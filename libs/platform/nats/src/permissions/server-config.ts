import { NatsError } from '../nats-error.js';
import type { HostPermissions } from './host-permissions.js';

/**
 * How long a nats-server waits for a client that does not read, as a part of its configuration. Until it ends such a
 * connection it slows down those that publish to it, so a host that does not read its replies holds up all calls that their sender
 * answers; each subscription of it is one more copy. By default that lasts ten seconds, and comes back.
 */
export const SLOW_READERS = 'max_pending: 16MB\nwrite_deadline: "2s"\nmax_subscriptions: 1000\n';

/**
 * The users of a nats-server, one per host, as a part of its configuration. Passwords come from the server's
 * environment: `ORDERS_NATS_PASSWORD` for the host `orders`; names of users are those of hosts. The server reads them as
 * it reads its configuration: one that holds more than letters, digits and hyphens is written in double quotes.
 *
 * @throws NatsError `NATS_CONFIG` for two logins whose passwords would stand in the same variable
 * @example
 * writeFileSync('nats-users.conf', serverConfig(permissionsForAll(options))); // nats-server.conf: include nats-users.conf
 */
export function serverConfig(permissions: Readonly<Record<string, HostPermissions>>): string {
  requireOwnPasswords(Object.keys(permissions));
  const users = Object.entries(permissions).map(([host, allowed]) => user(host, allowed));
  return `# Generated from the topology and the contracts.\nauthorization {\n  users: [\n${users.join('')}  ]\n}\n`;
}

/** Where the password of a host comes from. */
export const passwordVariable = (host: string): string => `${host.toUpperCase().replaceAll('-', '_')}_NATS_PASSWORD`;

function requireOwnPasswords(logins: readonly string[]): void {
  const byVariable = new Map<string, string>();
  for (const login of logins) {
    const variable = passwordVariable(login);
    const other = byVariable.get(variable);
    if (other !== undefined)
      throw new NatsError(
        'NATS_CONFIG',
        `The logins '${other}' and '${login}' would have the same password, that in ${variable}.`,
        `Give the context '${login === login.toLowerCase() ? login : other}' another name.`,
      );
    byVariable.set(variable, login);
  }
}

function user(host: string, { publish, subscribe }: HostPermissions): string {
  return `    {
      user: ${JSON.stringify(host)}
      password: $${passwordVariable(host)}
      permissions: {
        publish: { allow: ${list(publish.allow)} }
        subscribe: { allow: ${list(subscribe.allow)} }
      }
    }
`;
}

const list = (subjects: readonly string[]): string =>
  `[\n${subjects.map((subject) => `          ${JSON.stringify(subject)}\n`).join('')}        ]`;
