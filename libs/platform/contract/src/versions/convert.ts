import { DefinitionError } from '../errors/definition.error.js';
import { definitionOf, idempotencyKeyOf, type EarlierVersion, type MessageClass } from '../messages/definition.js';
import { ownOutput } from '../wire/codec.js';
import { wireFormOf } from '../wire/wire-form.js';

/**
 * Returns a message of an earlier version as the current class, validated. The idempotency key stays.
 *
 * @example
 * const placed = upcastTo(OrderPlaced, new OrderPlacedV1({ orderId, total: 1530 }));
 *
 * @throws DefinitionError if the class does not name the version in its `earlier`
 * @throws InvalidMessageError if the converted content does not fit the current class
 */
export function upcastTo<M extends object>(current: MessageClass<M>, message: object): M {
  const { upcast } = earlierOf(current, message);
  const idempotencyKey = idempotencyKeyOf(message);
  return new current(upcast(message) as never, idempotencyKey === undefined ? undefined : { idempotencyKey });
}

/**
 * Returns an event of the current version as an earlier class, validated: what subscribers of that version get.
 *
 * @example
 * const forVersion1 = downcastTo(OrderPlacedV1, new OrderPlaced({ orderId, totalPence: 1530 }));
 *
 * @throws DefinitionError if the current class does not declare a `downcast` to the version
 * @throws InvalidMessageError if the converted content does not fit the earlier class
 */
export function downcastTo<M extends object>(earlier: MessageClass<M>, event: object): M {
  const current = event.constructor as MessageClass;
  const { downcast } = earlierOf(current, earlier);
  if (downcast) return new earlier(downcast(event) as never);
  throw new DefinitionError(
    `${nameOf(current)} declares no downcast to version ${definitionOf(earlier)!.version}.`,
    "Add the version to its 'downcast'.",
  );
}

/**
 * Returns the answer to a request of the current version as a caller of an earlier version gets it: converted by
 * `downcast` if that is declared, and stripped to what the earlier version describes.
 *
 * @example
 * downcastAnswer(PlaceOrder, PlaceOrderV1, { orderId, state: 'PENDING' }) // { orderId }
 *
 * @throws DefinitionError if the current class does not name the version in its `earlier`
 * @throws z.ZodError if the answer does not fit the earlier version
 */
export function downcastAnswer(current: MessageClass, earlier: MessageClass, answer: unknown): unknown {
  const { downcast } = earlierOf(current, earlier);
  return ownOutput(earlier, downcast ? downcast(answer) : answer);
}

/**
 * Returns the input that makes an equal message. It differs from the message where a codec decodes its input. Use it in
 * an `upcast` of such messages.
 *
 * @example
 * upcast: { 1: (v1) => ({ ...inputOf(ListOrdersV1, v1), descending: false }) }
 */
export function inputOf<Input>(type: new (input: Input, ...rest: never[]) => object, message: object): Input {
  const form = wireFormOf(definitionOf(type)!.input);
  return form.decode(form.encode({ ...message })) as Input;
}

function earlierOf(current: MessageClass, earlier: object): EarlierVersion {
  const { name, version } = definitionOf(earlier) ?? {};
  const known = definitionOf(current)?.earlier.get(version ?? 0);
  if (known && definitionOf(known.type)!.name === name) return known;
  throw new DefinitionError(
    `${nameOf(current)} does not know ${name === undefined ? 'something that is not a message' : nameOf(earlier)} as an earlier version.`,
    "Name the class in its 'earlier', with a conversion in its 'upcast'.",
  );
}

const nameOf = (message: object): string => {
  const { name, version } = definitionOf(message) ?? {};
  return `${name} version ${version}`;
};
