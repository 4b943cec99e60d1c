import { permissionsForAll, serverConfig } from '@multilith/nats';
import type { ContextTraffic } from '@multilith/runtime/host';
import { textOf, type Change } from '../placement/changes.js';
import { placementsIn } from '../placement/topology-file.js';
import { knownTraffic } from '../traffic/known-traffic.js';
import { otherLogins } from './other-logins.js';

/** The users of the NATS server in docker-compose.yml, each with what it may do. */
export const NATS_USERS_FILE = 'deploy/nats-users.conf';

const HEAD =
  '# Written by `nx extract`, `nx inline` and the generators; after a change of `uses` or subscriptions by hand:\n' +
  '# `npm run nats-users`.\n';

/** The file for a topology, in the form of nats-server's configuration. */
export function natsUsers(traffic: readonly ContextTraffic[], topologyText: string): string {
  const placements = [...placementsIn(topologyText)];
  const topology = Object.fromEntries(placements.map(([name, transport]) => [name, { transport }]));
  const hosts = permissionsForAll({ topology, contexts: traffic });
  return HEAD + serverConfig({ ...hosts, ...otherLogins(traffic) });
}

/**
 * What has to change in the file for a topology; `undefined` if nothing has to, or if the workspace has no such file.
 * Reads the code of all contexts unless the traffic is given.
 */
export function natsUsersChange(
  root: string,
  topologyText: string,
  traffic?: readonly ContextTraffic[],
): Change | undefined {
  const before = textOf(root, NATS_USERS_FILE);
  if (before === undefined) return undefined;
  const text = natsUsers(traffic ?? knownTraffic(root), topologyText);
  const after = before.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
  return before === after ? undefined : { path: NATS_USERS_FILE, before, after };
}
