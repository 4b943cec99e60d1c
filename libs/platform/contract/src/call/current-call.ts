import { MultilithError } from '../errors/multilith-error.js';

/** The principal that a call is made for. */
export interface Principal {
  /** Stable id of the person or machine, the `sub` of its token. */
  readonly subject: string;
  /** Roles that `access: roles(…)` is checked against. */
  readonly roles: readonly string[];
}

/** The sender of a call. */
export interface Caller {
  /** `context`: a handler of that context. `edge`: a resolver, controller, timer or test outside any handler. */
  readonly kind: 'context' | 'edge';
  /** Name of the context, or of the host if no context is sending. */
  readonly name: string;
  /** Whether the API of the context (`src/api`) sent the call, rather than one of its timers or the host. */
  readonly api?: true;
}

/** W3C trace context: 32 and 16 lower-case hex digits. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
}

/** What a handler can read about the call it runs in. */
export interface CurrentCall {
  /** Name of the message being handled, like `orders.PlaceOrder`. */
  readonly message: string;
  /** The context the handler belongs to. */
  readonly context: string;
  readonly caller: Caller;
  /**
   * The principal of the call; `undefined` if the caller is not signed in. Event handlers get the subject of the call
   * that published the event, without roles.
   */
  readonly principal: Principal | undefined;
  /**
   * Time after which the caller no longer waits for the answer, in milliseconds since the epoch; `undefined` if the
   * call has no deadline.
   */
  readonly deadline: number | undefined;
  /**
   * Key for effects outside the database (a card payment, an email): the same for every attempt at the same piece of
   * work. It is the key of the command, or the id of the event and the subscription; `undefined` for a command without
   * a key.
   */
  readonly idempotencyKey: string | undefined;
  readonly trace: TraceContext;
  /** The event that is being handled; `undefined` outside an event handler. */
  readonly event: { readonly id: string; readonly occurredAt: Date } | undefined;
}

const PROVIDER = Symbol.for('multilith.contract.current-call');
type Holder = { [PROVIDER]?: () => CurrentCall | undefined };

/**
 * Returns the call that the running handler serves.
 *
 * @example
 * const { principal } = currentCall();
 * if (order.customerId !== principal?.subject) throw new UnknownOrder({ orderId });
 *
 * @throws MultilithError `NO_CURRENT_CALL` outside a handler
 */
export function currentCall(): CurrentCall {
  const call = (globalThis as Holder)[PROVIDER]?.();
  if (!call)
    throw new MultilithError(
      'NO_CURRENT_CALL',
      'currentCall() was called outside a handler.',
      'Read it in the handler, and pass on the values that other code needs.',
    );
  return call;
}

/**
 * Registers the function that reads the current call. The runtime does so when it is loaded.
 * @returns a function that restores the previous provider
 */
export function provideCurrentCall(provider: () => CurrentCall | undefined): () => void {
  const holder = globalThis as Holder;
  const before = holder[PROVIDER];
  holder[PROVIDER] = provider;
  return () => void (holder[PROVIDER] = before);
}
