import type { Topology } from '@multilith/runtime/host';
import { insertItem, removeItem, type ItemsInText } from './items-in-text.js';
import { PlacementError } from './placement-error.js';

export const TOPOLOGY_FILE = 'topology.json';
const ENTRY = /"([^"\\]+)"\s*:\s*\{[^{}]*\}/g;

/** Which contexts run in a host of their own, by context, with the transport that reaches them. */
export function placementsIn(text: string): ReadonlyMap<string, string> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw unreadable((error as Error).message);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw unreadable('it holds no object');
  return new Map(
    Object.entries(json).map(([context, value]) => {
      const transport: unknown = (value as { transport?: unknown } | null)?.transport;
      if (typeof transport !== 'string') throw unreadable(`'${context}' has no transport`);
      return [context, transport];
    }),
  );
}

/** Returns the topology with these transports, by context. */
export const topologyOf = (placements: ReadonlyMap<string, string>): Topology =>
  Object.fromEntries([...placements].map(([context, transport]) => [context, { transport }]));

/** The text with a line for a context. */
export const placeInTopology = (text: string, context: string, transport: string): string =>
  insertItem(entriesOf(text), context, `"${context}": { "transport": "${transport}" }`);

/** The text without the line of a context. */
export const removeFromTopology = (text: string, context: string): string => removeItem(entriesOf(text), context);

function entriesOf(text: string): ItemsInText {
  const expected = placementsIn(text).size;
  const items = [...text.matchAll(ENTRY)].map((found) => ({
    name: found[1]!,
    start: found.index,
    end: found.index + found[0].length,
  }));
  if (items.length !== expected) throw unreadable('an entry is not of the form "orders": { "transport": "nats" }');
  return { text, items, inner: { start: text.indexOf('{') + 1, end: text.lastIndexOf('}') } };
}

const unreadable = (detail: string): PlacementError =>
  new PlacementError(
    'PLACEMENT_UNREADABLE',
    `${TOPOLOGY_FILE} cannot be read: ${detail}.`,
    'It maps contexts to names of transports, like { "orders": { "transport": "nats" } }; {} keeps everything in the monolith.',
  );
