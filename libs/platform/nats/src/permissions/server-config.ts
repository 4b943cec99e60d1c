import { NatsError } from '../nats-error.js';
import type { HostPermissions } from './host-permissions.js';

/**
 * Limits for clients that do not read, as a part of nats-server's configuration. Until the server closes such a
 * connection, it slows down publishers to it: a host that does not read its replies delays all calls that the callee
 * answers, and each of its subscriptions adds one more copy. With the server's defaults this lasts ten seconds, and
 * recurs.
 */
export const SLOW_READERS = 'max_pending: 16MB\nwrite_deadline: "2s"\nmax_subscriptions: 1000\n';

/**
 * Returns the users of a nats-server, one per host, as a part of its configuration. Passwords come from the server's
 * environment: `ORDERS_NATS_PASSWORD` for the host `orders`; user names are host names. The server parses a password
 * like a configuration value: quote it with `"` if it contains anything but letters, digits and hyphens.
 *
 * @throws NatsError `NATS_CONFIG` if two logins would read their passwords from the same variable
 * @example
 * writeFileSync('nats-users.conf', serverConfig(permissionsForAll(options))); // nats-server.conf: include nats-users.conf
 */
export function serverConfig(permissions: Readonly<Record<string, HostPermissions>>): string {
  requireOwnPasswords(Object.keys(permissions));
  const users = Object.entries(permissions).map(([host, allowed]) => user(host, allowed));
  return `# Generated from the topology and the contracts.\nauthorization {\n  users: [\n${users.join('')}  ]\n}\n`;
}

/** Returns the variable for the password of a host. */
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
