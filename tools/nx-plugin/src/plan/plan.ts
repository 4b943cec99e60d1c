import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { Checker, contextGraph, type Checked, type ContextGraph } from '@multilith/boundary-lint';
import { callsPerRequest, type CallsPerRequest } from './calls-per-request.js';
import { failureDecision, type FailureDecision } from './failure-decision.js';
import { readSpans } from './recorded-spans.js';

/** A call that becomes a message over the network once the context is on its own. */
export interface CallAcross {
  /** Who calls. */
  readonly from: string;
  /** Whether a handler calls, or the GraphQL API of the context, which stays in the monolith. */
  readonly by: 'module' | 'api';
  readonly to: string;
  readonly messages: readonly string[];
  /** What happens when the callee is not there. */
  readonly whenUnavailable: FailureDecision;
}

/** Events that cross the network from then on. */
export interface EventsAcross {
  readonly from: string;
  readonly to: string;
  readonly events: readonly string[];
}

/** How ready a context is to run on its own; also the shape of `--format json`. */
export interface Plan {
  readonly context: string;
  /** Calls that the context makes. */
  readonly callsOut: readonly CallAcross[];
  /** Calls to the context. */
  readonly callsIn: readonly CallAcross[];
  readonly eventsOut: readonly EventsAcross[];
  readonly eventsIn: readonly EventsAcross[];
  /** Contexts that wait for each other, through this one. */
  readonly cycles: readonly (readonly string[])[];
  /** Breaches of boundaries from or to the context. */
  readonly findings: readonly { readonly rule: string; readonly file: string; readonly message: string }[];
  /** Calls per request, measured from recorded traces; `null` where none were given. */
  readonly callsPerRequest: CallsPerRequest | null;
}

/**
 * Reads off the code what it would mean for a context to run on its own, and off recorded traces how often.
 *
 * @param traces a file that `TRACE_FILE` has filled
 * @throws PlacementError PLACEMENT_ARGUMENT where that cannot be read
 */
export function readPlan(root: string, context: string, traces?: string): Plan {
  const checked = new Checker(realpathSync(root), { cache: true }).run();
  const graph = contextGraph(checked.scene);
  const calls = callsBetween(root, checked);
  const events = graph.flows
    .filter(({ kind }) => kind === 'event')
    .map(({ from, to, messages }) => ({ from, to, events: messages }));
  const { violations, unanalysable } = checked.report;
  const module = `libs/modules/${context}/`;
  return {
    context,
    callsOut: calls.filter(({ from, by }) => from === context && by === 'module'),
    callsIn: calls.filter(({ from, to, by }) => to === context && (from !== context || by === 'api')),
    eventsOut: merged(events.filter(({ from }) => from === context)),
    eventsIn: merged(events.filter(({ to }) => to === context)),
    cycles: cyclesThrough(context, graph),
    findings: [
      ...violations
        .filter(({ rule, from, to }) => rule !== 'module-graph' && (from === context || to === context))
        .map(({ rule, file, message }) => ({ rule, file, message })),
      ...unanalysable
        .filter(({ file }) => file.startsWith(module))
        .map(({ file, message }) => ({ rule: 'unanalysable', file, message })),
    ],
    callsPerRequest: traces === undefined ? null : callsPerRequest(readSpans(resolve(root, traces)), context),
  };
}

/** What keeps a context from working on its own, as opposed to what makes it slower. */
export const obstacles = ({ cycles, findings }: Plan): string[] => [
  ...cycles.map((cycle) => `contexts wait for each other: ${cycle.join(' → ')}`),
  ...findings.map(({ rule, file, message }) => `${file}: ${message.split('\n')[0]} (${rule})`),
];

function callsBetween(root: string, { scene }: Checked): CallAcross[] {
  return scene.dealings
    .flatMap(({ unit, part, declared, sent }) => [
      ...[...sent].map(([to, messages]) => ({
        from: unit.name,
        by: part,
        to,
        messages: [...messages.keys()].sort(),
        whenUnavailable: failureDecision(root, declared.get(to)),
      })),
      // The API reaches its own context by contract too, and needs no `use` for it.
      ...(part === 'api' ? ownCalls(unit.name, scene) : []),
    ])
    .sort((a, b) => (`${a.from}\0${a.to}\0${a.by}` < `${b.from}\0${b.to}\0${b.by}` ? -1 : 1));
}

function ownCalls(context: string, scene: Checked['scene']): CallAcross[] {
  const offered = new Set(scene.offered(context, 'command', 'query').map(({ className }) => className));
  const taken = new Set<string>();
  for (const { from, path, imports } of scene.files)
    if (from.kind === 'module' && from.name === context && path.startsWith(`${from.folder}/src/api/`))
      for (const { item } of imports) for (const name of item.names) if (offered.has(name)) taken.add(name);
  if (taken.size === 0) return [];
  return [{ from: context, by: 'api', to: context, messages: [...taken].sort(), whenUnavailable: 'fail' }];
}

function merged(flows: readonly EventsAcross[]): EventsAcross[] {
  const byPair = new Map<string, EventsAcross>();
  for (const { from, to, events } of flows) {
    const known = byPair.get(`${from}\0${to}`)?.events ?? [];
    byPair.set(`${from}\0${to}`, { from, to, events: [...new Set([...known, ...events])].sort() });
  }
  return [...byPair.values()];
}

/** Circles of calls that lead back to a context; what the API asks is the start of a call, never in the middle of one. */
function cyclesThrough(context: string, { flows }: ContextGraph): string[][] {
  const next = (from: string): string[] =>
    flows.filter((flow) => flow.kind === 'call' && flow.from === from).map(({ to }) => to);
  const found: string[][] = [];
  const walk = (path: readonly string[]): void => {
    for (const to of next(path.at(-1)!))
      if (to === context) found.push([...path, to]);
      else if (!path.includes(to)) walk([...path, to]);
  };
  walk([context]);
  return found;
}
