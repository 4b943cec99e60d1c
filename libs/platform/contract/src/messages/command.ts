import type { Command } from '@nestjs/cqrs';
import { z } from 'zod';
import type { ContractErrorClass } from '../errors/contract-error.js';
import type { Access } from './access.js';
import {
  earlierVersions,
  type AnswerDowncasts,
  type EarlierClasses,
  type Upcasts,
} from '../versions/earlier-versions.js';
import type { MessageOptions } from './definition.js';
import { contextOf } from './context-of.js';
import { messageBase, type InputOf } from './message.js';

/** Options of {@link command} and `query`. */
export interface RequestSpec<
  Input extends z.ZodObject,
  Output extends z.ZodType,
  Earlier extends EarlierClasses = EarlierClasses,
> {
  /** Fields of the message. */
  readonly input: Input;
  /** Schema of the answer. Default: no answer. */
  readonly output?: Output;
  /** Contract errors that callers can expect, checked with `instanceof` wherever the handler ran. */
  readonly errors?: readonly ContractErrorClass[];
  /** Who may send it. */
  readonly access: Access;
  /** Version of the shape, a whole number from 1. Default 1. */
  readonly version?: number;
  /** Classes of earlier versions that are still served. */
  readonly earlier?: Earlier;
  /** Converts a message of an earlier version to the input of this one. */
  readonly upcast?: Upcasts<Earlier, z.input<Input>>;
  /**
   * Converts an answer for a caller of an earlier version. Default: the answer itself, stripped to what the earlier
   * version describes.
   */
  readonly downcast?: AnswerDowncasts<Earlier, z.output<Output>>;
}

/** The base class `command()` returns. Its instances are typed for the stock `CommandBus`. */
export interface CommandBase<Input extends z.ZodObject, Output extends z.ZodType> {
  /** @throws InvalidMessageError if the input does not fit the schema */
  new (input: InputOf<Input>, options?: MessageOptions): Readonly<z.output<Input>> & Command<z.output<Output>>;
}

/**
 * Declares a command: a request that changes the state of the context it names.
 *
 * @example
 * export class PlaceOrder extends command('orders.PlaceOrder', {
 *   input: z.object({ customerId: CustomerId, lines: z.array(OrderLine).min(1) }),
 *   output: z.object({ orderId: OrderId }),
 *   errors: [UnknownCustomer],
 *   access: 'authenticated',
 * }) {}
 *
 * const { orderId } = await commands.execute(new PlaceOrder({ customerId, lines }));
 *
 * @throws DefinitionError if the name does not have the form `<context>.<Name>`
 */
export function command<
  Input extends z.ZodObject,
  Output extends z.ZodType = z.ZodVoid,
  Earlier extends EarlierClasses = Record<never, never>,
>(name: string, spec: RequestSpec<Input, Output, Earlier>): CommandBase<Input, Output> {
  return requestBase('command', name, spec) as unknown as CommandBase<Input, Output>;
}

/** Builds the part that commands and queries share. */
export function requestBase<Input extends z.ZodObject, Output extends z.ZodType, Earlier extends EarlierClasses>(
  kind: 'command' | 'query',
  name: string,
  spec: RequestSpec<Input, Output, Earlier>,
): ReturnType<typeof messageBase> {
  return messageBase({
    kind,
    name,
    context: contextOf(name, `A ${kind}`),
    version: spec.version ?? 1,
    input: spec.input,
    output: spec.output ?? z.void(),
    errors: Object.freeze([...(spec.errors ?? [])]),
    access: spec.access,
    key: undefined,
    earlier: earlierVersions(name, kind, spec),
    locked: {},
  });
}
