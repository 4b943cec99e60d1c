import { hostOf, MAIN_HOST, Placement, type ContextTraffic, type Topology } from '@multilith/runtime/host';
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

/** Contexts that a host communicates with. */
interface Dealings {
  /** Contexts that it serves. */
  readonly own: readonly string[];
  /** Contexts of other hosts that it calls. */
  readonly calls: readonly string[];
  /** Contexts of other hosts whose journals, announcements and events it reads. */
  readonly follows: readonly string[];
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
  const { own, calls, follows } = dealingsOf(host, options);
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
  const hosts = hostsOf(options).filter((host) => host === MAIN_HOST || isOnNats(dealingsOf(host, options)));
  return Object.fromEntries(hosts.map((host) => [host, permissionsFor(host, options)]));
}

const hostsOf = ({ topology, contexts }: PermissionOptions): string[] => [
  ...new Set([MAIN_HOST, ...contexts.map(({ name }) => hostOf(topology, name))]),
];

const isOnNats = ({ own, calls, follows }: Dealings): boolean => own.length + calls.length + follows.length > 0;

function dealingsOf(host: string, { topology, contexts }: PermissionOptions): Dealings {
  const placement = new Placement(host, topology);
  const served = contexts.filter(({ name }) => placement.runsAt(name) === host);
  const elsewhere = (names: readonly string[]): string[] =>
    [...new Set(names)].filter((name) => placement.transportTo(name) === NATS).sort();
  const apis = host === MAIN_HOST ? contexts.filter(({ api }) => api !== undefined) : [];
  const isServed = host === MAIN_HOST || placement.servedOver.includes(NATS);
  const ofApis = apis.map(({ name }) => name);
  return {
    own: isServed ? served.map(({ name }) => name) : [],
    calls: elsewhere([...served.flatMap(({ calls }) => calls), ...ofApis, ...apis.flatMap(({ api }) => api!)]),
    // Live views in an API read the journal.
    follows: elsewhere([...served.flatMap(({ follows }) => follows), ...ofApis]),
  };
}

/** Returns the other hosts that call or follow a context. */
function askersOf(context: string, host: string, options: PermissionOptions): string[] {
  return hostsOf(options).filter((other) => {
    if (other === host) return false;
    const { calls, follows } = dealingsOf(other, options);
    return calls.includes(context) || follows.includes(context);
  });
}

/** Returns the JetStream subjects of a host: it may only read the state of its own contexts' streams. */
const streamRequests = (subjects: Subjects, own: readonly string[]): string[] =>
  own.map((context) => `$JS.API.STREAM.INFO.${subjects.stream(context)}`);
