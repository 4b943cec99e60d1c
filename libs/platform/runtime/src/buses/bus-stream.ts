import { AsyncContext } from '@nestjs/cqrs';
import { definitionOf, MultilithError } from '@multilith/contract';
import { Subject } from 'rxjs';

/** The common interface of the stock publishers of commands, queries and events. */
export interface MessagePublisher {
  publish(message: object, ...rest: unknown[]): unknown;
  publishAll?(messages: object[], ...rest: unknown[]): unknown;
}

/** The messages of one context on a bus: the stream behind `pipe`, `subscribe` and `subject$`. */
export class BusStream extends Subject<object> {
  /** A publisher set by a module; receives the messages in place of the stream. */
  publisher: MessagePublisher | undefined;
  readonly #onNext: (message: object) => void;

  /** @param onNext also called with each message that a module passes to `subject$.next`. Default: does nothing */
  constructor(onNext: (message: object) => void = () => {}) {
    super();
    this.#onNext = onNext;
  }

  override next(message: object): void {
    this.#onNext(message);
    this.emit(message);
  }

  /** Emits a message to the subscribers. */
  emit(message: object): void {
    // Every call emits, and few streams have subscribers. A closed stream throws.
    if (this.observed || this.closed) super.next(message);
  }
}

/** Returns the facade members for the stream and publisher of a bus. */
export function streamMembers(stream: BusStream, usual: MessagePublisher): PropertyDescriptorMap {
  const publisher: PropertyDescriptor = {
    get: () => stream.publisher ?? usual,
    set: (own: MessagePublisher | undefined) => {
      stream.publisher = own === usual ? undefined : own;
    },
  };
  return { source: { value: stream }, subject$: { value: stream }, publisher };
}

/**
 * Returns facade members that refuse handler registration. Nest calls them on the stock bus; handlers registered by a
 * module would bypass the wiring check.
 */
export function refusedRegistration(bus: string): PropertyDescriptorMap {
  const refusal = (member: string): PropertyDescriptor => ({
    value: () => {
      throw new MultilithError(
        'BUS_REGISTRATION',
        `${bus}.${member}() was called by a module.`,
        'List the handler among the providers of the module; it is found and checked at the start.',
      );
    },
  });
  return { bind: refusal('bind'), register: refusal('register'), registerSagas: refusal('registerSagas') };
}

/**
 * Attaches an async context for request-scoped handlers of a private message. Contract messages are refused: they may
 * leave the process, and are frozen.
 *
 * @throws MultilithError `ASYNC_CONTEXT_REFUSED`
 */
export function attachAsyncContext(asyncContext: AsyncContext, message: object): void {
  const definition = definitionOf(message);
  if (definition)
    throw new MultilithError(
      'ASYNC_CONTEXT_REFUSED',
      `${definition.name} is a message of a contract and was sent with an AsyncContext, which does not leave the process.`,
      'Leave it out; handlers read principal, trace and deadline from currentCall(). Messages that are in no contract may have one.',
    );
  if (!AsyncContext.isAttached(message)) asyncContext.attachTo(message);
}
