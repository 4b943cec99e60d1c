import { z } from 'zod';
import type { JsonValue, TraceContext } from '@multilith/contract';
import type { Backlog, JournalMark, JournalSlice, LanePosition } from '@multilith/events';
import { LANES, type EventHeaders, type JournaledEvent } from '@multilith/data';
import { MAX_TOKEN_LENGTH } from '../principal/token-part.js';
import { isTrace } from './call-request.js';
import type { PrincipalSeal } from '../principal/principal-seal.js';

/** Journal requests between hosts; `<publisher>.$journal.<question>` on the wire. */
export const JOURNAL_QUESTIONS = ['mark', 'unfinished', 'read', 'readLanes', 'readOne', 'countAfter'] as const;
export type JournalQuestion = (typeof JOURNAL_QUESTIONS)[number];

/** Returns the wire name of a journal request to a publisher. */
export const journalMessage = (publisher: string, question: JournalQuestion): string =>
  `${publisher}.$journal.${question}`;

/** Version of this wire format. */
export const JOURNAL_VERSION = 1;

/** Wire format of an event, also in streams: positions are decimal strings, times ISO strings. */
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
  /** The signed principal that caused the event. */
  readonly principal?: string;
  /** The content in earlier versions, by version, for subscribers that read those. */
  readonly earlier?: Readonly<Record<string, JsonValue>>;
  /** Fingerprint of the schema of the payload, 16 hexadecimal digits. */
  readonly fingerprint?: string;
}

/** Maximum position: the largest bigint of PostgreSQL, as text for a comparison by length. */
const LAST_POSITION = '9223372036854775807';

/** Whether a text is a position that PostgreSQL can store; an invalid one would fail the whole transaction. */
export const isPosition = (text: string): boolean =>
  /^\d{1,19}$/.test(text) && (text.length < LAST_POSITION.length || text <= LAST_POSITION);

/** Wire format of a position. */
const positionSchema = z.string().refine(isPosition).transform(BigInt);

/** Whether a text is an epoch that every database can store. */
export const isEpoch = (text: string): boolean => /^[\w-]{1,64}$/.test(text);

/** Wire format of an epoch. */
const epochSchema = z.string().refine(isEpoch);

/** Largest version that the tables of subscribers can store. */
const LAST_VERSION = 2_147_483_647;
const isVersion = (version: number): boolean => Number.isInteger(version) && version >= 1 && version <= LAST_VERSION;

const isLane = (lane: number): boolean => Number.isInteger(lane) && lane >= 0 && lane < LANES;
/** Each lane at most once: a request that repeats a lane a thousand times would cost as much as a thousand requests. */
const lanesSchema = z
  .array(z.object({ lane: z.number().refine(isLane), after: positionSchema }))
  .refine((lanes) => new Set(lanes.map(({ lane }) => lane)).size === lanes.length);
const limitSchema = z.number().int().min(1).max(100_000);
const namesSchema = z.array(z.string().max(200)).max(1_000);
const sliceSchema = z.object({ upTo: positionSchema, names: namesSchema, limit: limitSchema });

/** Schemas of the content of each request. */
export const questionSchemas = {
  mark: z.object({ known: positionSchema.optional() }),
  unfinished: z.object({ writers: z.array(z.string()).max(10_000) }),
  read: z.object({ after: positionSchema, slice: sliceSchema }),
  readLanes: z.object({ lanes: lanesSchema, slice: sliceSchema }),
  readOne: z.object({ position: positionSchema }),
  countAfter: z.object({ lanes: lanesSchema, names: namesSchema, limit: limitSchema }),
} satisfies Record<JournalQuestion, z.ZodType>;

/** A page of the requested events; if `complete` is false, there are more. */
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

/** Encodes an event for another host. Its principal is signed, or left out without a seal. */
export function eventToWire(event: JournaledEvent, seal: PrincipalSeal | undefined): WireEvent {
  const { trace, causedBy, earlier, fingerprint } = event.headers;
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
    ...(earlier === undefined ? {} : { earlier }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
  };
}

const VERSION = /^[1-9]\d{0,15}$/;
const FINGERPRINT = /^[\da-f]{16}$/;

/** Whether a value maps versions to contents; the contents are checked by the class that reads them. */
const isEarlier = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.entries(value).every(([version, content]) => VERSION.test(version) && content !== undefined);

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Decodes an event from another host. Checked by hand, because thousands arrive per second. Its principal is verified
 * when the event is handled, so that an invalid one does not block later events.
 *
 * All fields that a subscription stores must be storable: events of several publishers share a transaction, so one
 * event that fails it would block the events of all.
 *
 * @param publisher the publisher of the journal; the event must be one of its own, or it could impersonate another
 *   publisher
 * @param seal signs principals; without it, principals are left out
 * @throws TypeError if it is not an event of the publisher
 */
export function eventFromWire(json: unknown, publisher: string, seal: PrincipalSeal | undefined): JournaledEvent {
  const wire = json as WireEvent;
  const isEvent =
    typeof json === 'object' &&
    json !== null &&
    [wire.id, wire.name, wire.key, wire.position, wire.occurredAt].every((text) => typeof text === 'string') &&
    isVersion(wire.version) &&
    isLane(wire.lane) &&
    UUID.test(wire.id) &&
    isPosition(wire.position) &&
    !wire.key.includes('\0') &&
    isDate(wire.occurredAt) &&
    wire.payload !== undefined &&
    isTrace(wire.trace) &&
    (wire.causedBy === undefined || typeof wire.causedBy === 'string') &&
    (wire.earlier === undefined || isEarlier(wire.earlier)) &&
    (wire.fingerprint === undefined || (typeof wire.fingerprint === 'string' && FINGERPRINT.test(wire.fingerprint)));
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

function headersFromWire(wire: WireEvent, seal: PrincipalSeal | undefined): EventHeaders {
  const { trace, causedBy, principal, earlier, fingerprint } = wire;
  return {
    trace,
    ...(causedBy === undefined ? {} : { causedBy }),
    ...(principal === undefined || !seal ? {} : { eventToken: boundedToken(principal) }),
    ...(earlier === undefined ? {} : { earlier }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
  };
}

/** Replaces a malformed or oversized token by one that will be refused. */
const boundedToken = (principal: unknown): string =>
  typeof principal === 'string' && principal.length <= MAX_TOKEN_LENGTH ? principal : '';

const pageSchema = z.object({ events: z.array(z.unknown()), complete: z.boolean() });

/** Decodes a page of events. @throws TypeError or ZodError if it is not a page of events of the publisher */
export function pageFromWire(json: JsonValue, publisher: string, seal: PrincipalSeal | undefined): EventPage {
  const { events, complete } = pageSchema.parse(json);
  return { events: events.map((event) => eventFromWire(event, publisher, seal)), complete };
}
