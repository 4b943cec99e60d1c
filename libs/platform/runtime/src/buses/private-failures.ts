import type { Logger } from '@nestjs/common';
import type { EventBus } from '@nestjs/cqrs';
import { asError } from '@multilith/contract';
import type { BoundMessage } from '../call/remote-callee.js';
import { BusStream } from './bus-stream.js';

/** Private fields of the stock `UnhandledExceptionBus`. */
interface StockExceptionBus {
  readonly unhandledExceptionBus?: { publish(info: object): unknown };
}

/**
 * Errors of handlers of private events: logged, and emitted on the `UnhandledExceptionBus` of the context. The
 * publisher has already finished, and the event is not retried.
 */
export class PrivateFailures {
  readonly #logger: Logger;
  readonly #streams = new Map<string, BusStream>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Returns the stream of the failures of a context. */
  streamOf(context: string): BusStream {
    const known = this.#streams.get(context) ?? new BusStream();
    this.#streams.set(context, known);
    return known;
  }

  report(bus: EventBus, { definition: { context, name } }: BoundMessage, event: object, error: unknown): void {
    const fields = { context, event: name, err: asError(error) };
    this.#logger.error('A handler of an event that is in no contract failed; the event is not handled again', fields);
    const info = { exception: error, cause: event };
    try {
      const stream = this.streamOf(context);
      if (stream.publisher) stream.publisher.publish(info);
      else stream.emit(info);
      (bus as unknown as StockExceptionBus).unhandledExceptionBus?.publish(info);
    } catch (failure) {
      this.#logger.error('A publisher of unhandled exceptions failed', { context, err: asError(failure) });
    }
  }
}
