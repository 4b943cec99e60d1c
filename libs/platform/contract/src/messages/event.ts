import { z } from 'zod';
import { contextOf } from './context-of.js';
import { messageBase, type InputOf } from './message.js';

/** Options of {@link event}. */
export interface EventSpec<Payload extends z.ZodObject> {
  /** Fields of the event. */
  readonly payload: Payload;
  /** Ordering key: events with the same key are handled in commit order. Usually the id of the aggregate. */
  readonly key: (payload: z.output<Payload>) => string;
  /** Version of the shape. Default 1. */
  readonly version?: number;
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
 * @throws DefinitionError if the name does not have the form `<context>.<Name>`
 */
export function event<Payload extends z.ZodObject>(name: string, spec: EventSpec<Payload>): EventBase<Payload> {
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
  }) as unknown as EventBase<Payload>;
}
