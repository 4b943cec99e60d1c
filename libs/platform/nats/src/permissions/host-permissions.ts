import {
  dealingsOf,
  hostsOf,
  MAIN_HOST,
  type ContextTraffic,
  type HostDealings,
  type Topology,
} from '@multilith/runtime/host';
import { NATS, QUEUE_GROUP, Subjects, TOOLS } from '../wire/subjects.js';
import { serviceSubjects } from '../service/service-api.js';

/** Permissions of a NATS user, in the form of nats-server's configuration. */
export interface HostPermissions {
  readonly publish: { readonly allow: readonly string[] };
  readonly subscribe: { readonly allow: readonly string[] };
}

export interface PermissionOptions {
  readonly topology: Topology;
  /** Every context of the system. Those that are reached over another transport than `nats` get no permissions here. */
  readonly contexts: readonly ContextTraffic[];
  /** As in the settings of the transport. Default: `multilith`. */
  readonly prefix?: string;
}

/**
 * Returns the minimal permissions of a host: to answer calls to its contexts and publish for them, to call the contexts
 * that they use, to follow the contexts that they subscribe to, and to receive its replies. The monolith also calls and
 * follows the contexts whose APIs it runs.
 *
 * A host can publish calls only under its own name, and replies only as its own contexts and only to hosts that call or
 * follow them. The origin of such a message is therefore proven.
 *
 * @example
 * permissionsFor('orders', { topology: readTopology('topology.json'), contexts: trafficOf(description) });
 */
export function permissionsFor(host: string, options: PermissionOptions): HostPermissions {
  const subjects = new Subjects(options.prefix);
  const { own, calls, follows } = dealingsOf(host, NATS, options);
  const asked = [...new Set([...calls, ...follows])].sort();
  return {
    publish: {
      allow: [
        ...calls.map((context) => subjects.to('call', context, host)),
        ...follows.map((context) => subjects.to('journal', context, host)),
        ...asked.map((context) => subjects.cancel(context, host)),
        ...own.flatMap((context) =>
          askersOf(context, host, options).map((asker) => `${subjects.repliesOf(context, asker)}.>`),
        ),
        ...own.flatMap((context) => [subjects.announce(context), subjects.event(context, '*')]),
        `${subjects.requestInbox(TOOLS)}.>`,
        ...streamRequests(subjects, own),
      ],
    },
    subscribe: {
      allow: [
        // Only as a member of the queue group: a host must not read calls that another instance answers.
        ...own.flatMap((context) => [
          `${subjects.to('call', context, '*')} ${QUEUE_GROUP}`,
          `${subjects.to('journal', context, '*')} ${QUEUE_GROUP}`,
          subjects.cancel(context, '*'),
        ]),
        ...follows.flatMap((context) => [subjects.announce(context), subjects.event(context, '*')]),
        `${subjects.replies(host)}.>`,
        `${subjects.requestInbox(host)}.>`,
        ...serviceSubjects(host, '*'),
      ],
    },
  };
}

/** Returns the permissions of every host that reaches others, or is reached, over NATS; the monolith is always among them. */
export function permissionsForAll(options: PermissionOptions): Record<string, HostPermissions> {
  const hosts = hostsOf(options).filter((host) => host === MAIN_HOST || isOnNats(dealingsOf(host, NATS, options)));
  return Object.fromEntries(hosts.map((host) => [host, permissionsFor(host, options)]));
}

const isOnNats = ({ own, calls, follows }: HostDealings): boolean => own.length + calls.length + follows.length > 0;

/** Returns the other hosts that call or follow a context. */
function askersOf(context: string, host: string, options: PermissionOptions): string[] {
  return hostsOf(options).filter((other) => {
    if (other === host) return false;
    const { calls, follows } = dealingsOf(other, NATS, options);
    return calls.includes(context) || follows.includes(context);
  });
}

/** Returns the JetStream subjects of a host: it may only read the state of its own contexts' streams. */
const streamRequests = (subjects: Subjects, own: readonly string[]): string[] =>
  own.map((context) => `$JS.API.STREAM.INFO.${subjects.stream(context)}`);
