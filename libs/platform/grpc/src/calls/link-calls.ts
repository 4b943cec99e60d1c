import { OutgoingCalls, SHARED_MESSAGE_BYTES, type CallCarrier, type CallLimits } from '@multilith/mux';
import { TransportError, type CallReply, type CallRequest } from '@multilith/runtime/transport';
import type { CalledHost } from '../hosts/called-host.js';
import type { Batch } from '../link/batch-writer.js';
import { endReason } from '../link/end-reason.js';
import type { CallTarget, LinkCall, LinkDestination, LinkWire } from '../link/link-wire.js';
import { contentSize } from '../wire/content.js';
import type { Channel } from '../wire/control.js';
import { MAX_CONTENT_BYTES } from '../wire/limits.js';
import type { ArrivedReply } from '../wire/reply.js';

/**
 * A message of gRPC costs more than one of NATS: 64 callers need 4.3 µs of processor time of both sides for a call with
 * this, and 5.7 with 16.
 */
const EARLY_BATCH_CALLS = 64;

/** Bytes of a call beside its texts and its content, as an upper bound. */
const CALL_BYTES = 256;

/** The calls of this process to contexts in other hosts, each over a link to one instance. */
export class LinkCalls implements CallCarrier<LinkWire> {
  readonly #outgoing: OutgoingCalls<LinkWire>;
  readonly #destinations: Record<Channel, Map<string, LinkDestination>> = { call: new Map(), journal: new Map() };

  constructor(limits: CallLimits) {
    this.#outgoing = new OutgoingCalls<LinkWire>(this, limits, { earlyBatch: EARLY_BATCH_CALLS });
  }

  /** Sends a call to an instance of the host. */
  call(host: CalledHost, channel: Channel, context: string, request: CallRequest): Promise<CallReply> {
    const { message, content, key, principal } = request;
    let bytes: number;
    try {
      bytes = contentSize(content, SHARED_MESSAGE_BYTES);
    } catch (error) {
      return Promise.reject(error as Error);
    }
    if (bytes > MAX_CONTENT_BYTES) {
      const problem = `${message} for ${context} has ${bytes} bytes; the maximum is ${MAX_CONTENT_BYTES}`;
      return Promise.reject(new TransportError('TOO_LARGE', problem, false));
    }
    const rest = CALL_BYTES + message.length + (key?.length ?? 0) + (principal?.length ?? 0);
    return this.#outgoing.call(this.#destination(host, channel, context), request, bytes + rest, request.deadline);
  }

  send(destination: LinkDestination, batch: readonly LinkCall[], now: number): boolean {
    const { host, channel } = destination.address;
    const target = host.pick(destination.context, channel, batch.length);
    if (!target) return false;
    target.send(destination, batch, now);
    if (target.mayStop) for (const call of batch) this.#outgoing.signOfLife(call, true);
    return true;
  }

  unreachable({ context, address: { host } }: LinkDestination): TransportError {
    return new TransportError('UNREACHABLE', `${context} cannot be called: ${host.problem}`, false);
  }

  cancel(_destination: LinkDestination, calls: readonly LinkCall[]): void {
    const byTarget = new Map<CallTarget, number[]>();
    for (const { id, sentTo } of calls) {
      if (!sentTo) continue;
      const ids = byTarget.get(sentTo);
      if (ids) ids.push(id);
      else byTarget.set(sentTo, [id]);
    }
    for (const [target, ids] of byTarget) target.cancel(ids);
  }

  /** Handles a reply. Replies to calls that went elsewhere, or that are not waited for, are ignored. */
  replied(from: CallTarget, { id, reply }: ArrivedReply): void {
    const call = this.#outgoing.get(id);
    if (call?.sentTo !== from) return;
    from.inFlight--;
    if (reply instanceof TransportError) this.#outgoing.fail(call, reply);
    else this.#outgoing.answer(call, reply);
  }

  /** Sends calls to another instance: the link that they were to be sent over has ended. */
  sendAgain(batches: readonly Batch[]): void {
    const now = Date.now();
    for (const { destination, calls } of batches) {
      const waiting = calls.filter(({ settled }) => !settled);
      if (waiting.length === 0) continue;
      for (const call of waiting) call.sentTo = undefined;
      if (this.send(destination, waiting, now)) continue;
      for (const call of waiting) this.#outgoing.fail(call, this.unreachable(destination));
    }
  }

  /** Fails the calls that were sent to an instance: their replies are lost. */
  lost(target: CallTarget, problem: string): void {
    this.#outgoing.failSent(
      ({ sentTo }) => sentTo === target,
      ({ destination: { context } }) =>
        new TransportError('CONNECTION_LOST', `the link to the host of ${context} ended: ${endReason(problem)}`, true),
    );
  }

  /** Cancels all calls, and tells the callees at once. */
  close(): void {
    this.#outgoing.close();
  }

  #destination(host: CalledHost, channel: Channel, context: string): LinkDestination {
    const known = this.#destinations[channel].get(context);
    if (known) return known;
    const destination = this.#outgoing.open(context, { host, channel });
    this.#destinations[channel].set(context, destination);
    host.holdUntilTried(destination);
    return destination;
  }
}
