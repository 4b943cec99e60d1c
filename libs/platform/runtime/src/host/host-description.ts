import { definitionOf, type Access } from '@multilith/contract';
import type { Discovery } from '../wiring/discovery.js';
import { contractEventsOf } from '../wiring/discovery.js';
import { HERE, type Topology } from '../topology/topology.js';

/** One context, as people and tools want to see it. */
export interface ContextDescription {
  readonly name: string;
  /** `here`, or the transport that reaches it. */
  readonly placement: string;
  readonly messages: readonly { readonly name: string; readonly kind: string; readonly access?: Access }[];
  /** Contexts it calls, and what happens when they are not there. */
  readonly uses: readonly {
    readonly context: string;
    /** In milliseconds; left out where a call has as long as its caller. */
    readonly timeoutMs?: number;
    readonly whenUnavailable: 'fail' | 'fallback';
  }[];
  readonly subscriptions: readonly {
    readonly name: string;
    readonly events: readonly string[];
    readonly start: string;
  }[];
  /** What its API needs, where that is in this host. */
  readonly api?: {
    /** Contexts that it calls beside its own. */
    readonly calls: readonly string[];
  };
}

/** What runs in a host and what it knows to run elsewhere. */
export interface HostDescription {
  readonly host: string;
  readonly contexts: readonly ContextDescription[];
}

/** Describes a host from what was found in it. */
export function describeHost(
  host: string,
  { contexts, apis, handlers }: Discovery,
  topology: Topology,
): HostDescription {
  const apiOf = (context: string): Pick<ContextDescription, 'api'> => {
    const found = apis.filter(({ contract }) => contract.name === context);
    if (found.length === 0) return {};
    return { api: { calls: found.flatMap(({ uses }) => uses.map((use) => use.contract.name)) } };
  };
  const here = contexts.map(({ definition: { contract, uses, subscriptions } }): ContextDescription => ({
    name: contract.name,
    placement: HERE,
    messages: [...contract.messages.values()].map((message) => {
      const { name, kind, access } = definitionOf(message)!;
      return { name, kind, ...(access === undefined ? {} : { access }) };
    }),
    uses: uses.map((use) => ({
      context: use.contract.name,
      ...(use.timeoutMs === undefined ? {} : { timeoutMs: use.timeoutMs }),
      whenUnavailable: use.whenUnavailable === 'fail' ? 'fail' : 'fallback',
    })),
    subscriptions: subscriptions.map(({ name, handler, start }) => ({
      name,
      start,
      events: handlers
        .filter(({ type }) => type === handler)
        .flatMap((found) => contractEventsOf(found).map((event) => definitionOf(event)!.name)),
    })),
    ...apiOf(contract.name),
  }));
  const elsewhere = Object.entries(topology)
    .filter(([name]) => !here.some((context) => context.name === name))
    .map(([name, { transport }]) => ({
      name,
      placement: transport,
      messages: [],
      uses: [],
      subscriptions: [],
      ...apiOf(name),
    }));
  return { host, contexts: [...here, ...elsewhere].sort((a, b) => a.name.localeCompare(b.name)) };
}
