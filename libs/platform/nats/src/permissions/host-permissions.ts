import { hostOf, MAIN_HOST, type Topology } from '@multilith/runtime';
import { QUEUE_GROUP, Subjects } from '../wire/subjects.js';
import { serviceSubjects } from '../service/service-api.js';
import type { ContextTraffic } from './context-traffic.js';

/** What a NATS user may do, in the form of nats-server's configuration. */
export interface HostPermissions {
  readonly publish: { readonly allow: readonly string[] };
  readonly subscribe: { readonly allow: readonly string[] };
  /** A host may reply wherever it was asked, and nowhere else. */
  readonly allow_responses?: { readonly max: number; readonly expires: string };
}

export interface PermissionOptions {
  readonly topology: Topology;
  /** Every context of the system. */
  readonly contexts: readonly ContextTraffic[];
  /** As in the settings of the transport. Default `multilith`. */
  readonly prefix?: string;
}

/** Longer than any call may take, so that every reply finds its way. */
const REPLY_TIME = '1h';

/**
 * The least that a host needs: to answer calls to its contexts and speak for them, to call and follow the contexts that
 * its own use, and to receive what is meant for it. The monolith may call and follow every context, for its edge.
 *
 * @example
 * permissionsFor('orders', { topology: readTopology('topology.json'), contexts: trafficOf(description) });
 */
export function permissionsFor(host: string, options: PermissionOptions): HostPermissions {
  const { topology, contexts, prefix } = options;
  const subjects = new Subjects(prefix);
  const served = contexts.filter(({ name }) => hostOf(topology, name) === host);
  const own = served.map(({ name }) => name);
  const wanted = (names: readonly string[]): string[] =>
    [...new Set(names)].filter((name) => !own.includes(name)).sort();
  const every = contexts.map(({ name }) => name);
  const follows = wanted(host === MAIN_HOST ? every : served.flatMap((context) => context.follows));
  // What a stream has lost is asked for by a call.
  const calls = wanted(host === MAIN_HOST ? every : [...served.flatMap((context) => context.calls), ...follows]);
  return {
    publish: {
      allow: [
        ...calls.flatMap((name) => [subjects.call(name), subjects.cancel(name)]),
        ...own.flatMap((name) => [subjects.announce(name), subjects.event(name, '*')]),
        ...streamRequests(subjects, own),
      ],
    },
    subscribe: {
      allow: [
        // Only as a member of the group: nobody listens to calls that another instance answers.
        ...own.flatMap((name) => [`${subjects.call(name)} ${QUEUE_GROUP}`, subjects.cancel(name)]),
        ...follows.flatMap((name) => [subjects.announce(name), subjects.event(name, '*')]),
        `${subjects.replies(host)}.>`,
        `${subjects.requestInbox(host)}.>`,
        ...serviceSubjects(host, '*'),
      ],
    },
    allow_responses: { max: -1, expires: REPLY_TIME },
  };
}

/** The permissions of every host that a topology has. */
export function permissionsForAll(options: PermissionOptions): Record<string, HostPermissions> {
  const hosts = new Set([MAIN_HOST, ...options.contexts.map(({ name }) => hostOf(options.topology, name))]);
  return Object.fromEntries([...hosts].map((host) => [host, permissionsFor(host, options)]));
}

/** Requests to JetStream: a host asks how the streams of its own contexts are configured. It changes and reads none. */
const streamRequests = (subjects: Subjects, own: readonly string[]): string[] =>
  own.map((name) => `$JS.API.STREAM.INFO.${subjects.stream(name)}`);
