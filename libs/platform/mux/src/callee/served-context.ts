import { isDebugging, type CallReply, type CallRequest, type Receiver } from '@multilith/runtime/transport';
import { ALL_HOSTS_FACTOR, type CallLimits } from '../limits.js';
import { CallStatistics } from './call-statistics.js';
import { CallingHosts, type CallingHost } from './calling-hosts.js';
import type { ReplyCarrier } from './reply-carrier.js';
import { ArrivedMessage, RunningCall, type CallSender } from './running-call.js';

/** What a served context needs from the table of all. */
export interface ContextOwner<P> {
  readonly replies: ReplyCarrier<P>;
  started(call: RunningCall<P>): void;
  ended(call: RunningCall<P>): void;
  showLife(): void;
}

/**
 * The calls to one context, or the requests to its journal, that this process answers.
 *
 * @example
 * const message = served.open(from, bytes.length);
 * for (const { id, request } of calls) served.admit(message, id, request);
 * served.run(message);
 */
export class ServedContext<P> {
  readonly context: string;
  readonly statistics = new CallStatistics();
  readonly #receive: Receiver;
  readonly #limits: CallLimits;
  readonly #owner: ContextOwner<P>;
  readonly #hosts = new CallingHosts();
  #running = 0;
  /** Total length of the messages of running calls. */
  #length = 0;
  #idle: (() => void)[] = [];

  constructor(context: string, receive: Receiver, limits: CallLimits, owner: ContextOwner<P>) {
    this.context = context;
    this.#receive = receive;
    this.#limits = limits;
    this.#owner = owner;
  }

  /** Number of running calls. */
  get running(): number {
    return this.#running;
  }

  /**
   * Begins a message with calls.
   *
   * @param length in characters or bytes; it counts as long as one of the calls is running
   * @returns `undefined` if too many hosts have running calls
   */
  open(from: CallSender<P>, length: number): ArrivedMessage<P> | undefined {
    const host = this.#hosts.of(from.host);
    return host && new ArrivedMessage(from, host, length);
  }

  /** Adds a call to its message if the limits allow it; otherwise the call is refused. Its deadline must be set. */
  admit(message: ArrivedMessage<P>, id: number, request: CallRequest): void {
    const { from, host } = message;
    if (from.running.get(id)) return this.malformed(from, id, true, `a call with the number ${id} is running`);
    if (this.#isFull(message)) {
      this.statistics.refused();
      const problem = `${this.context} already works on ${host.running} calls of this host and ${this.#running} of all hosts, which is its limit`;
      return this.#owner.replies.refuse(from, id, { code: 'OVERLOADED', mayHaveExecuted: false, problem });
    }
    const call = new RunningCall(id, request, message);
    message.calls.push(call);
    from.running.add(call);
    host.running++;
    this.#running++;
    if (message.running++ === 0) this.#count(host, message.length);
    this.#owner.started(call);
  }

  /** Refuses a call that cannot be read. */
  malformed(from: CallSender<P>, id: number, mayHaveExecuted: boolean, problem: string): void {
    this.statistics.malformed();
    this.#owner.replies.refuse(from, id, { code: 'MALFORMED', mayHaveExecuted, problem });
  }

  /** Starts the calls of a message, after cancellations from the same network read. */
  run(message: ArrivedMessage<P>): void {
    const run = (): void => {
      for (const call of message.calls) this.#run(call);
    };
    if (!isDebugging()) return queueMicrotask(run);
    // Nothing can be sent at a breakpoint, so callers are notified before.
    this.#owner.showLife();
    this.#owner.replies.flush();
    setImmediate(run);
  }

  /** Resolves once no call is running. */
  async settled(): Promise<void> {
    if (this.#running > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  /** Whether a call exceeds the limit for one host, or for all hosts. */
  #isFull({ host, length, running: ofMessage }: ArrivedMessage<P>): boolean {
    const { running, runningLength } = this.#limits;
    if (host.running >= running || this.#running >= running * ALL_HOSTS_FACTOR) return true;
    if (ofMessage > 0 || host.running === 0) return false;
    return host.runningLength + length > runningLength || this.#length + length > runningLength * ALL_HOSTS_FACTOR;
  }

  #run(call: RunningCall<P>): void {
    if (call.aborted) return this.#end(call);
    call.started = performance.now();
    let reply: Promise<CallReply>;
    try {
      reply = this.#receive(call.request, call);
    } catch (error) {
      return this.#broken(call, error);
    }
    reply.then(
      (given) => this.#reply(call, given),
      (error: unknown) => this.#broken(call, error),
    );
  }

  #reply(call: RunningCall<P>, reply: CallReply): void {
    this.statistics.answered(reply, performance.now() - call.started);
    if (!call.aborted)
      try {
        this.#owner.replies.reply(call, reply, this.#running === 1);
      } catch (error) {
        return this.#broken(call, error);
      }
    this.#end(call);
  }

  /** Handles a receiver that threw, which is a defect; its caller still gets a reply. */
  #broken(call: RunningCall<P>, error: unknown): void {
    this.statistics.broken(error);
    const reply = { failure: { code: 'INTERNAL', mayHaveExecuted: true } } as const;
    if (!call.aborted) this.#owner.replies.reply(call, reply, false);
    this.#end(call);
  }

  #end(call: RunningCall<P>): void {
    const { message } = call;
    if (!message.from.running.remove(call)) return;
    this.#owner.ended(call);
    message.host.running--;
    this.#running--;
    if (--message.running === 0) this.#count(message.host, -message.length);
    if (this.#running > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  #count(host: CallingHost, length: number): void {
    host.runningLength += length;
    this.#length += length;
  }
}
