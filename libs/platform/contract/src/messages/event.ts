import { z } from 'zod';
import {
  earlierVersions,
  type EarlierClasses,
  type EventDowncasts,
  type Upcasts,
} from '../versions/earlier-versions.js';
import { contextOf } from './context-of.js';
import { messageBase, type InputOf } from './message.js';

/** Options of {@link event}. */
export interface EventSpec<Payload extends z.ZodObject, Earlier extends EarlierClasses = EarlierClasses> {
  /** Fields of the event. */
  readonly payload: Payload;
  /** Ordering key: events with the same key are handled in commit order. Usually the id of the aggregate. */
  readonly key: (payload: z.output<Payload>) => string;
  /** Version of the shape, a whole number from 1. Default 1. */
  readonly version?: number;
  /** Classes of earlier versions, whose events the journal still holds. */
  readonly earlier?: Earlier;
  /** Converts an event of an earlier version to the fields of this one. */
  readonly upcast?: Upcasts<Earlier, z.input<Payload>>;
  /**
   * Converts the event for subscribers of an earlier version. While it is declared, every event is stored and sent in
   * both versions. Default: subscribers of that version refuse the event.
   */
  readonly downcast?: EventDowncasts<Earlier, z.output<Payload>>;
}

/** The base class `event()` returns. */
export interface EventBase<Payload extends z.ZodObject> {
  /** @throws InvalidMessageError if the payload does not fit the schema */
  new (payload: InputOf<Payload>): Readonly<z.output<Payload>>;
}

/**
 * Declares an event: something that happened in the context it names. Publish it with the stock `EventBus` inside a
 * handler; it is journaled with the handler's transaction.
 *
 * @example
 * export class OrderPlaced extends event('orders.OrderPlaced', {
 *   payload: z.object({ orderId: OrderId, total: Money }),
 *   key: ({ orderId }) => orderId,
 * }) {}
 *
 * @example
 * export class OrderPlaced extends event('orders.OrderPlaced', {
 *   version: 2,
 *   payload: z.object({ orderId: OrderId, totalPence: Money }),
 *   key: ({ orderId }) => orderId,
 *   earlier: { 1: OrderPlacedV1 },
 *   upcast: { 1: ({ orderId, total }) => ({ orderId, totalPence: total }) },
 * }) {}
 *
 * @throws DefinitionError if the name does not have the form `<context>.<Name>`
 */
export function event<Payload extends z.ZodObject, Earlier extends EarlierClasses = Record<never, never>>(
  name: string,
  spec: EventSpec<Payload, Earlier>,
): EventBase<Payload> {
  return messageBase({
    kind: 'event',
    name,
    context: contextOf(name, 'An event'),
    version: spec.version ?? 1,
    input: spec.payload,
    output: z.void(),
    errors: [],
    access: undefined,
    key: spec.key,
    earlier: earlierVersions(name, 'event', spec),
    locked: {},
  }) as unknown as EventBase<Payload>;
}
