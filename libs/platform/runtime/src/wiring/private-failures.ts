import type { Logger } from '@nestjs/common';
import type { EventBus } from '@nestjs/cqrs';
import { asError } from '@multilith/contract';
import type { HandlerBinding } from '../call/handler-binding.js';

/** The stock bus keeps it in a private field. */
interface StockExceptionBus {
  readonly unhandledExceptionBus?: { publish(info: { exception: unknown; cause: object }): unknown };
}

/**
 * Reports what handlers of events that are in no contract have thrown: in the log, and on the stock
 * `UnhandledExceptionBus`. The publisher is done by then, and the event is not handled again.
 */
export function privateFailures(
  logger: Logger,
): (bus: EventBus, binding: HandlerBinding, event: object, error: unknown) => void {
  return (bus, { definition: { context, name } }, event, error) => {
    const fields = { context, event: name, err: asError(error) };
    logger.error('A handler of an event that is in no contract failed; the event is not handled again', fields);
    try {
      (bus as unknown as StockExceptionBus).unhandledExceptionBus?.publish({ exception: error, cause: event });
    } catch (failure) {
      logger.error('A publisher of unhandled exceptions failed', { context, err: asError(failure) });
    }
  };
}
