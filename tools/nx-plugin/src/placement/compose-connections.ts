import { connectionsNeeded, type HostLoad } from '@multilith/data/connection-budget';

/** Where the contexts of a workspace run, as far as connections go. */
export interface Deployment {
  readonly contexts: number;
  /** How many of them have a host of their own. */
  readonly extracted: number;
}

/** Number of processes of a host that may run at once: during a restart, the new process overlaps with the old one. */
const INSTANCES = 2;
/** Enough for a few hosts, and for specs that run on this server. */
const LEAST = 400;
const SETTING = /\bmax_connections=(\d+)/;

/** The `max_connections` that docker-compose.yml should have: computed, so that every deployment has one answer. */
export const composeConnections = (deployment: Deployment): number =>
  Math.max(LEAST, connectionsNeeded(hostsOf(deployment, INSTANCES)));

/** What became of the number in docker-compose.yml. */
export interface WrittenConnections {
  readonly text: string;
  /** If a number that was set by hand is too small: what it is and what is needed. */
  readonly tooFew?: { readonly given: number; readonly needed: number };
}

/**
 * The text with room for every process of a deployment. A number that was computed for another placement is computed
 * anew; one that was set by hand stays as it is.
 *
 * @param before the deployment for which the file was written
 */
export function writeConnections(text: string, before: Deployment, after: Deployment): WrittenConnections {
  const given = Number(SETTING.exec(text)?.[1]);
  if (Number.isNaN(given)) return { text };
  if (isComputed(given, before)) return { text: text.replace(SETTING, `max_connections=${composeConnections(after)}`) };
  const needed = connectionsNeeded(hostsOf(after, 1));
  return given >= needed ? { text } : { text, tooFew: { given, needed } };
}

/** One line about a number that is too small. */
export const tooFewConnections = ({ given, needed }: NonNullable<WrittenConnections['tooFew']>): string =>
  `docker-compose.yml sets max_connections=${given}, but its hosts open up to ${needed}: raise it, or set DATABASE_POOL_TOTAL for them.`;

const isComputed = (given: number, { contexts }: Deployment): boolean =>
  Array.from({ length: contexts + 1 }, (_, extracted) => composeConnections({ contexts, extracted })).includes(given);

const hostsOf = ({ contexts, extracted }: Deployment, instances: number): HostLoad[] => [
  ...Array.from({ length: extracted }, (_, index) => ({ host: `extracted-${index}`, contexts: 1, instances })),
  { host: 'monolith', contexts: contexts - extracted, instances },
];
