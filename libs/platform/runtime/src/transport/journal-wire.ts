import { z } from 'zod';
import type { JsonValue, TraceContext } from '@multilith/contract';
import type { Backlog, JournalMark, JournalSlice, LanePosition } from '../engine/ports.js';
import type { EventHeaders, JournaledEvent } from '../journal/journal-entry.js';
import { MAX_TOKEN_LENGTH } from '../principal/token-part.js';
import type { PrincipalSeal } from './principal-seal.js';

/** What one host asks another about a journal; `<publisher>.$journal.<question>` on the wire. */
export const JOURNAL_QUESTIONS = ['mark', 'unfinished', 'read', 'readLanes', 'readOne', 'countAfter'] as const;
export type JournalQuestion = (typeof JOURNAL_QUESTIONS)[number];

/** Wire name of a question to a publisher. */
export const journalMessage = (publisher: string, question: JournalQuestion): string =>
  `${publisher}.$journal.${question}`;

/** Version of these forms. */
export const JOURNAL_VERSION = 1;

/** An event as it travels between hosts, also through streams: positions are decimal strings, times ISO strings. */
export interface WireEvent {
  /** UUID of the event. */
  readonly id: string;
  /** Wire name, like `orders.OrderPlaced`. */
  readonly name: string;
  readonly version: number;
  /** Ordering key. */
  readonly key: string;
  readonly lane: number;
  readonly position: string;
  readonly occurredAt: string;
  readonly payload: JsonValue;
  readonly trace: TraceContext;
  readonly causedBy?: string;
  /** Who it was caused by, signed for this event. */
  readonly principal?: string;
}

const positionSchema = z
  .string()
  .regex(/^\d{1,19}$/)
  .transform(BigInt);
const lanesSchema = z.array(z.object({ lane: z.number().int(), after: positionSchema })).max(1_000);
const limitSchema = z.number().int().min(1).max(100_000);
const namesSchema = z.array(z.string()).max(10_000);
const sliceSchema = z.object({ upTo: positionSchema, names: namesSchema, limit: limitSchema });

/** Content of each question. */
export const questionSchemas = {
  mark: z.object({ known: positionSchema.optional() }),
  unfinished: z.object({ writers: z.array(z.string()).max(10_000) }),
  read: z.object({ after: positionSchema, slice: sliceSchema }),
  readLanes: z.object({ lanes: lanesSchema, slice: sliceSchema }),
  readOne: z.object({ position: positionSchema }),
  countAfter: z.object({ lanes: lanesSchema, names: namesSchema, limit: limitSchema }),
} satisfies Record<JournalQuestion, z.ZodType>;

/** Some of the events that were asked for; where `complete` is false, there are more. */
export interface EventPage {
  readonly events: readonly JournaledEvent[];
  readonly complete: boolean;
}

export const markToWire = ({ epoch, head, writers }: JournalMark): JsonValue => ({
  epoch,
  head: String(head),
  writers: [...writers],
});

const markSchema = z.object({ epoch: z.string(), head: positionSchema, writers: z.array(z.string()) });
export const markFromWire = (json: JsonValue): JournalMark => markSchema.parse(json);

export const sliceToWire = ({ upTo, names, limit }: JournalSlice): JsonValue => ({
  upTo: String(upTo),
  names: [...names],
  limit,
});

export const lanesToWire = (lanes: readonly LanePosition[]): JsonValue =>
  lanes.map(({ lane, after }) => ({ lane, after: String(after) }));

export const backlogToWire = ({ count, oldest }: Backlog): JsonValue => ({
  count,
  oldest: oldest?.toISOString() ?? null,
});

const backlogSchema = z.object({ count: z.number(), oldest: z.string().nullable() });
export function backlogFromWire(json: JsonValue): Backlog {
  const { count, oldest } = backlogSchema.parse(json);
  return { count, oldest: oldest === null ? undefined : new Date(oldest) };
}

/** An event for another host. Its principal is signed, or left out where there is no seal. */
export function eventToWire(event: JournaledEvent, seal: PrincipalSeal | undefined): WireEvent {
  const { trace, causedBy } = event.headers;
  const signed = seal?.tokenOfEvent(event);
  return {
    id: event.eventId,
    name: event.name,
    version: event.version,
    key: event.key,
    lane: event.lane,
    position: String(event.position),
    occurredAt: event.occurredAt.toISOString(),
    payload: event.payload,
    trace,
    ...(causedBy === undefined ? {} : { causedBy }),
    ...(signed === undefined ? {} : { principal: signed }),
  };
}

/**
 * An event from another host. Checked by hand, because thousands come per second. Its principal is checked when it is
 * handled: whatever came with it, the events after it are read.
 *
 * @param seal without one, principals are left out
 * @throws TypeError if it is no event
 */
export function eventFromWire(json: unknown, seal: PrincipalSeal | undefined): JournaledEvent {
  const wire = json as WireEvent;
  const isEvent =
    typeof json === 'object' &&
    json !== null &&
    [wire.id, wire.name, wire.key, wire.position, wire.occurredAt].every((text) => typeof text === 'string') &&
    [wire.version, wire.lane].every((number) => Number.isSafeInteger(number)) &&
    /^\d{1,19}$/.test(wire.position) &&
    wire.payload !== undefined &&
    typeof wire.trace?.traceId === 'string';
  if (!isEvent) throw new TypeError('it is no event');
  return {
    eventId: wire.id,
    name: wire.name,
    version: wire.version,
    key: wire.key,
    lane: wire.lane,
    position: BigInt(wire.position),
    occurredAt: new Date(wire.occurredAt),
    payload: wire.payload,
    headers: headersFromWire(wire, seal),
  };
}

function headersFromWire({ trace, causedBy, principal }: WireEvent, seal: PrincipalSeal | undefined): EventHeaders {
  return {
    trace,
    ...(causedBy === undefined ? {} : { causedBy }),
    ...(principal === undefined || !seal ? {} : { eventToken: boundedToken(principal) }),
  };
}

/** What is no token, or too long to be one, is kept as one that will be refused. */
const boundedToken = (principal: unknown): string =>
  typeof principal === 'string' && principal.length <= MAX_TOKEN_LENGTH ? principal : '';

const pageSchema = z.object({ events: z.array(z.unknown()), complete: z.boolean() });

/** @throws TypeError or ZodError if it is no page of events */
export function pageFromWire(json: JsonValue, seal: PrincipalSeal | undefined): EventPage {
  const { events, complete } = pageSchema.parse(json);
  return { events: events.map((event) => eventFromWire(event, seal)), complete };
}
