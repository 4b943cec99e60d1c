import { permissionsForAll, serverConfig } from '@multilith/nats';
import type { PermissionFile } from '../placement/permission-file.js';
import { placementsIn, topologyOf } from '../placement/topology-file.js';
import { otherLogins } from './other-logins.js';

const HEAD =
  '# Written by `nx extract`, `nx inline` and the generators; after a change of `uses` or subscriptions by hand:\n' +
  '# `npm run nats-users`.\n';

/** The users of the NATS server in docker-compose.yml with their permissions, in the form of its configuration. */
export const NATS_USERS: PermissionFile = {
  path: 'deploy/nats-users.conf',
  script: 'nats-users',
  text: (contexts, topologyText) => {
    const hosts = permissionsForAll({ topology: topologyOf(placementsIn(topologyText)), contexts });
    return HEAD + serverConfig({ ...hosts, ...otherLogins(contexts) });
  },
};
