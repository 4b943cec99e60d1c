import type { HostDescription } from '@multilith/runtime/host';

/** Calls or events from one context to another, according to the wiring. */
export interface Flow {
  readonly kind: 'calls' | 'events';
  readonly from: string;
  readonly to: string;
  /** Names of the events, without their context; for calls, what happens if the callee is down. */
  readonly what: readonly string[];
}

/** Returns all flows between the contexts of a host, once per kind and pair. */
export function flowsOf({ contexts }: HostDescription): readonly Flow[] {
  const calls = contexts.flatMap(({ name, uses }) =>
    uses.map((use): Flow => ({ kind: 'calls', from: name, to: use.context, what: [use.whenUnavailable] })),
  );
  const heard = new Map<string, { from: string; to: string; what: Set<string> }>();
  for (const { name: to, subscriptions } of contexts)
    for (const event of subscriptions.flatMap(({ events }) => events)) {
      const [from, what] = event.split('.') as [string, string];
      if (from === to) continue;
      const key = `${from} ${to}`;
      const flow = heard.get(key) ?? { from, to, what: new Set() };
      heard.set(key, flow);
      flow.what.add(what);
    }
  const events = [...heard.values()].map(({ what, ...ends }): Flow => ({ kind: 'events', ...ends, what: [...what] }));
  return [...calls, ...events];
}
