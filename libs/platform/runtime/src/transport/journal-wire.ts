import { z } from 'zod';
import type { JsonValue, TraceContext } from '@multilith/contract';
import type { Backlog, JournalMark, JournalSlice, LanePosition } from '@multilith/events';
import { LANES, type EventHeaders, type JournaledEvent } from '@multilith/data';
import { MAX_TOKEN_LENGTH } from '../principal/token-part.js';
import { isTrace } from './call-request.js';
import type { PrincipalSeal } from '../principal/principal-seal.js';

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

/** Largest position, that of PostgreSQL's bigint, as text of its length. */
const LAST_POSITION = '9223372036854775807';

/** Whether a text is a position that a database can store: one that is not would fail whatever it is stored with. */
const isPosition = (text: string): boolean =>
  /^\d{1,19}$/.test(text) && (text.length < LAST_POSITION.length || text <= LAST_POSITION);

/** A position in its form on the wire. */
export const positionSchema = z.string().refine(isPosition).transform(BigInt);

/** Names a history of positions; a text that every database can store. */
export const epochSchema = z.string().regex(/^[\w-]{1,64}$/);

const isLane = (lane: number): boolean => Number.isInteger(lane) && lane >= 0 && lane < LANES;
/** Each lane once: a question for the same lane a thousand times would cost as much as a thousand questions. */
const lanesSchema = z
  .array(z.object({ lane: z.number().refine(isLane), after: positionSchema }))
  .refine((lanes) => new Set(lanes.map(({ lane }) => lane)).size === lanes.length);
const limitSchema = z.number().int().min(1).max(100_000);
const namesSchema = z.array(z.string().max(200)).max(1_000);
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

const markSchema = z.object({ epoch: epochSchema, head: positionSchema, writers: z.array(z.string()) });
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

const isDate = (text: string): boolean => !Number.isNaN(Date.parse(text));
const backlogSchema = z.object({ count: z.number(), oldest: z.string().refine(isDate).nullable() });
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

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * An event from another host. Checked by hand, because thousands come per second. Its principal is checked when it is
 * handled: whatever came with it, the events after it are read.
 *
 * What a subscription stores of an event must be something that a database can store. Events of several publishers are
 * handled in one transaction, so one that fails it would hold up the events of all.
 *
 * @param publisher whose journal it came from: it must be one of its own events, or a publisher could speak for another
 * @param seal without one, principals are left out
 * @throws TypeError if it is no event of the publisher
 */
export function eventFromWire(json: unknown, publisher: string, seal: PrincipalSeal | undefined): JournaledEvent {
  const wire = json as WireEvent;
  const isEvent =
    typeof json === 'object' &&
    json !== null &&
    [wire.id, wire.name, wire.key, wire.position, wire.occurredAt].every((text) => typeof text === 'string') &&
    Number.isSafeInteger(wire.version) &&
    isLane(wire.lane) &&
    UUID.test(wire.id) &&
    isPosition(wire.position) &&
    !wire.key.includes('\0') &&
    isDate(wire.occurredAt) &&
    wire.payload !== undefined &&
    isTrace(wire.trace) &&
    (wire.causedBy === undefined || typeof wire.causedBy === 'string');
  if (!isEvent) throw new TypeError('it is no event');
  if (!wire.name.startsWith(`${publisher}.`)) throw new TypeError(`it is no event of '${publisher}'`);
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

/** @throws TypeError or ZodError if it is no page of events of the publisher */
export function pageFromWire(json: JsonValue, publisher: string, seal: PrincipalSeal | undefined): EventPage {
  const { events, complete } = pageSchema.parse(json);
  return { events: events.map((event) => eventFromWire(event, publisher, seal)), complete };
}
