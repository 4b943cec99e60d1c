import type { ContextTraffic } from '@multilith/runtime/host';
import { composeService } from '../extract/compose-service.js';
import { tooFewConnections, writeConnections } from './compose-connections.js';
import { addService, COMPOSE_FILE, removeService, replaceService, serviceIn } from './compose-file.js';
import { writeTransports } from './compose-transports.js';
import { handOver, keptDatabase, writeNatsPasswords } from './compose-variables.js';
import { ALL_NEEDS, hostNeeds, type HostNeeds } from './host-needs.js';

/** A move of contexts between the monolith and hosts of their own. */
export interface ComposeMove {
  /** Every context of the workspace. */
  readonly contexts: readonly string[];
  /** Names of transports by context, before and after. */
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
  /** Reads what contexts call and follow; not called if all are reached over one transport. */
  readonly traffic: () => readonly ContextTraffic[];
}

/** The text of docker-compose.yml after a move. */
export interface PlacedCompose {
  readonly text: string;
  /** What was left alone and should be looked at, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Writes docker-compose.yml for another topology: a service for each host with what its transports need, logins and
 * passwords where they belong, room for connections. The way back leads to the same text, whatever is moved between.
 */
export function placeInCompose(text: string, { contexts, before, after, traffic }: ComposeMove): PlacedCompose {
  const notes: string[] = [];
  let placed = text;
  for (const context of contexts) {
    if (before.has(context) && !after.has(context)) {
      placed = handOver(removeService(placed, context), context, 'monolith');
      continue;
    }
    if (!after.has(context)) continue;
    const needs = hostNeeds(context, after, traffic);
    if (before.has(context)) {
      placed = refreshed(placed, context, needs, () => hostNeeds(context, before, traffic), notes);
    } else {
      placed = handOver(withService(placed, context, needs, contexts), context, 'own host');
      const kept = keptDatabase(placed, context);
      if (kept) notes.push(kept);
    }
  }
  const onNats = new Set([...after.keys()].filter((context) => hostNeeds(context, after, traffic).nats));
  placed = writeTransports(writeNatsPasswords(placed, contexts, onNats), new Set(after.values()));
  const connections = writeConnections(
    placed,
    { contexts: contexts.length, extracted: before.size },
    { contexts: contexts.length, extracted: after.size },
  );
  if (connections.tooFew && after.size > before.size) notes.push(tooFewConnections(connections.tooFew));
  return { text: connections.text, notes };
}

/** Whether the service of a context is as `nx extract` writes it, in some topology. */
export const isServiceAsWritten = (context: string, found: string): boolean =>
  ALL_NEEDS.some((needs) => composeService(context, needs) === found.replaceAll('\r\n', '\n'));

function withService(text: string, context: string, needs: HostNeeds, contexts: readonly string[]): string {
  if (serviceIn(text, context) !== undefined) return text;
  return addService(text, context, inBreaksOf(text, composeService(context, needs)), contexts);
}

/** The host of another context that was moved may be reached over another transport than before. */
function refreshed(text: string, context: string, needs: HostNeeds, needed: () => HostNeeds, notes: string[]): string {
  const found = serviceIn(text, context);
  const wanted = composeService(context, needs);
  if (found === undefined || found.replaceAll('\r\n', '\n') === wanted) return text;
  if (isServiceAsWritten(context, found)) return replaceService(text, context, inBreaksOf(text, wanted));
  if (composeService(context, needed()) !== wanted)
    notes.push(`The service ${context} in ${COMPOSE_FILE} was edited by hand. ${needText(needs)}`);
  return text;
}

const needText = ({ nats, grpc }: HostNeeds): string =>
  `It now needs ${[...(nats ? ['NATS_…'] : []), ...(grpc === 'no' ? [] : ['GRPC_TLS_…'])].join(' and ')}, as its neighbours have.`;

const inBreaksOf = (text: string, written: string): string =>
  text.includes('\r\n') ? written.replaceAll('\n', '\r\n') : written;
