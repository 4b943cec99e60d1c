import { MultilithError } from '../errors/multilith-error.js';

/** Who a call is made for. */
export interface Principal {
  /** Stable id of the person or machine, the `sub` of its token. */
  readonly subject: string;
  /** Roles that `access: roles(…)` is checked against. */
  readonly roles: readonly string[];
}

/** Where a call comes from. */
export interface Caller {
  /** `context`: a handler of that context. `edge`: a resolver, controller, timer or test outside any handler. */
  readonly kind: 'context' | 'edge';
  /** Name of the context; outside every context, of the host. */
  readonly name: string;
  /** Whether the API of the context (`src/api`) sent the call, and not one of its timers or the host. */
  readonly api?: true;
}

/** W3C trace context: 32 and 16 lower-case hex digits. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
}

/** What a handler may know about the call it runs in. */
export interface CurrentCall {
  /** Name of the message being handled, like `orders.PlaceOrder`. */
  readonly message: string;
  /** The context the handler belongs to. */
  readonly context: string;
  readonly caller: Caller;
  /**
   * The principal of the call; `undefined` without a sign-in. Handlers of events get the subject of the call that
   * published the event, without roles.
   */
  readonly principal: Principal | undefined;
  /** When the answer stops being useful, in milliseconds since the epoch; `undefined` when nobody waits. */
  readonly deadline: number | undefined;
  /**
   * A key for effects outside the database (a card, a mail): the same for every attempt at the same piece of work.
   * The command's key, or the event's id and the subscription; `undefined` for a command without a key.
   */
  readonly idempotencyKey: string | undefined;
  readonly trace: TraceContext;
  /** The event being handled, where the handler runs for a subscription. */
  readonly event: { readonly id: string; readonly occurredAt: Date } | undefined;
}

const PROVIDER = Symbol.for('multilith.contract.current-call');
type Holder = { [PROVIDER]?: () => CurrentCall | undefined };

/**
 * The call that the running handler serves.
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
 * Tells this package where the current call is kept; the runtime does so when it is loaded.
 * @returns puts back what was there before
 */
export function provideCurrentCall(provider: () => CurrentCall | undefined): () => void {
  const holder = globalThis as Holder;
  const before = holder[PROVIDER];
  holder[PROVIDER] = provider;
  return () => void (holder[PROVIDER] = before);
}
