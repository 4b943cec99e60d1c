import type { CallsPerRequest } from './calls-per-request.js';
import { obstacles, type CallAcross, type EventsAcross, type Plan } from './plan.js';

/** A plan for people: what is there, and what each thing costs once the context runs on its own. */
export function planText(plan: Plan): string {
  const { context, callsIn, callsOut, eventsIn, eventsOut } = plan;
  const hard = obstacles(plan);
  const failing = callsOut.filter(({ whenUnavailable }) => whenUnavailable === 'fail');
  return [
    `Extracting '${context}': ${hard.length === 0 ? 'nothing is in the way.' : `${hard.length} thing(s) in the way.`}`,
    ...section('In the way', hard, 'Mend these first: they do not work across processes.'),
    ...section(
      `Calls to ${context}`,
      callsIn.map((call) =>
        line(call, call.by === 'api' && call.from === context ? 'its own GraphQL API' : caller(call)),
      ),
      'Each becomes a round trip over the network: a fraction of a millisecond on one machine, more between machines. It can be slow or fail when the handler is fine.',
    ),
    ...section(
      `Calls by ${context}`,
      callsOut.map((call) => `${line(call, call.to)}; when it is not there: ${call.whenUnavailable}`),
      'The same, in the middle of a handler: the time adds up in every request that waits for it.',
    ),
    ...section(
      `Uses of ${context} that fail with their callee`,
      failing.map(({ to }) => to),
      `While one of them is down, what needs it fails with UNAVAILABLE. A fallback is decided in ${context}.module.ts: use(…, { whenUnavailable: fallback(…) }).`,
    ),
    ...section(`Events from ${context}`, eventsOut.map(heard('to')), EVENTS),
    ...section(`Events to ${context}`, eventsIn.map(heard('from')), EVENTS),
    ...measuredText(plan.callsPerRequest),
  ].join('\n');
}

/** Maximum number of kinds of work in the text; there may be one for every operation of the API. */
const MOST_WORK = 12;

function measuredText(measured: CallsPerRequest | null): string[] {
  if (!measured)
    return [
      '',
      'Calls per request: not measured. Record traces (TRACE_FILE=traces.jsonl npm start), use the application, and add --traces=traces.jsonl.',
    ];
  const { requests, mean, most, work } = measured;
  const lines = work.slice(0, MOST_WORK).map(({ name, times, calls, ...each }) => {
    const messages = calls.map(({ message, perTime, from }) => `${perTime} × ${message} by ${from}`).join(', ');
    return `  - ${name} (${times} recorded): ${each.mean} on average, at most ${each.most}: ${messages}`;
  });
  const left = work.length - lines.length;
  return [
    '',
    `Calls per request, measured: ${mean} on average, at most ${most}, in ${requests} recorded requests.`,
    ...lines,
    ...(left > 0 ? [`  - and ${left} more; --format=json tells all`] : []),
    ...(work.length > 0
      ? [
          '  Each is a round trip then. Those of a request add to its duration if they are sequential; those of event handlers delay no client.',
        ]
      : []),
  ];
}

const EVENTS =
  'They arrive over the network, later than in one process and still once and in order per key; the cursors move along.';

function section(title: string, lines: readonly string[], cost: string): string[] {
  if (lines.length === 0) return ['', `${title}: none`];
  return ['', `${title}:`, ...lines.map((each) => `  - ${each}`), `  ${cost}`];
}

const line = ({ messages }: CallAcross, who: string): string => `${who}: ${messages.join(', ')}`;
const caller = ({ from, by }: CallAcross): string => (by === 'api' ? `the GraphQL API of ${from}` : from);
const heard =
  (end: 'from' | 'to') =>
  (flow: EventsAcross): string =>
    `${end} ${flow[end]}: ${flow.events.join(', ')}`;
