import { AsyncContext } from '@nestjs/cqrs';
import { definitionOf, MultilithError } from '@multilith/contract';
import { Subject } from 'rxjs';

/** Takes what a bus publishes; what the stock publishers of commands, queries and events have in common. */
export interface MessagePublisher {
  publish(message: object, ...rest: unknown[]): unknown;
  publishAll?(messages: object[], ...rest: unknown[]): unknown;
}

/** What a context hears on a bus: the stream behind `pipe`, `subscribe` and `subject$`. */
export class BusStream extends Subject<object> {
  /** Takes the messages instead of the stream; set by a module. */
  publisher: MessagePublisher | undefined;
  readonly #onNext: (message: object) => void;

  /** @param onNext does more with what a module passes to `subject$.next` */
  constructor(onNext: (message: object) => void = () => {}) {
    super();
    this.#onNext = onNext;
  }

  override next(message: object): void {
    this.#onNext(message);
    this.emit(message);
  }

  /** Shows a message to those who have subscribed. */
  emit(message: object): void {
    super.next(message);
  }
}

/** The stream of a bus and its publisher, as members of a facade. */
export function streamMembers(stream: BusStream, usual: MessagePublisher): PropertyDescriptorMap {
  const publisher: PropertyDescriptor = {
    get: () => stream.publisher ?? usual,
    set: (own: MessagePublisher | undefined) => {
      stream.publisher = own === usual ? undefined : own;
    },
  };
  return { source: { value: stream }, subject$: { value: stream }, publisher };
}

/** Members by which a bus finds its handlers. Nest calls them on the stock bus; called by hand they would go unchecked. */
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
 * Has request-scoped handlers of a message made for an async context. That stays in one process; messages of contracts
 * may not, and are frozen.
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
