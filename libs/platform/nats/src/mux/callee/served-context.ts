import { DeadlineTimer, isDebugging, type CallReply, type Receiver } from '@multilith/runtime/transport';
import { inboxOf } from '../../wire/batch-token.js';
import { readCancellation } from '../../wire/cancellation.js';
import { refusalElement, replyElement, signOfLife, unreadableBatch } from '../../wire/reply.js';
import { readBatch, readCall } from '../../wire/request.js';
import type { Channel, Subjects } from '../../wire/subjects.js';
import { CallingHosts, type CallingHost } from './calling-hosts.js';
import { CallStatistics } from './call-statistics.js';
import { ALL_HOSTS_FACTOR, SIGN_OF_LIFE_MS, type NatsLimits } from '../limits.js';
import type { Link } from '../link.js';
import type { Replies } from './replies.js';
import { RunningCall, type ArrivedMessage } from './running-call.js';
import { RunningCalls } from './running-calls.js';
import { Ticking } from '../ticking.js';

/** The calls to one context, or the requests to its journal, that this process answers. */
export class ServedContext {
  readonly statistics = new CallStatistics();
  readonly #running = new RunningCalls();
  readonly #hosts: CallingHosts;
  readonly #deadlines = new DeadlineTimer();
  readonly #signs = new Ticking(SIGN_OF_LIFE_MS, () => this.#showLife());
  #idle: (() => void) | undefined;

  constructor(
    readonly channel: Channel,
    readonly context: string,
    private readonly receive: Receiver,
    private readonly link: Link,
    subjects: Subjects,
    private readonly replies: Replies,
    private readonly limits: NatsLimits,
  ) {
    this.#hosts = new CallingHosts(context, subjects);
  }

  /** Number of running calls. */
  get running(): number {
    return this.#running.size;
  }

  /** Handles a message with calls. Each call gets an answer, unless the reply subject does not belong to the caller. */
  arrive(text: string, subject: string, replySubject: string | undefined): void {
    const from = this.#hosts.of(subject);
    if (!from || !replySubject || !from.mayHear(replySubject)) return this.statistics.malformed();
    const batch = readBatch(text);
    if (typeof batch === 'string') {
      this.statistics.malformed();
      this.link.publish(replySubject, unreadableBatch(batch));
      return;
    }
    const inbox = inboxOf(replySubject);
    const now = Date.now();
    const calls: RunningCall[] = [];
    // The content of a call stays in memory until it is answered.
    const message = { length: text.length, running: 0 };
    for (let i = 1; i < batch.length; i++) {
      const call = this.#admit(batch[i], from, inbox, replySubject, message, now);
      if (call) calls.push(call);
    }
    const run = (): void => {
      for (const call of calls) this.#run(call);
    };
    // Start later, so that cancellations from the same network read are seen first.
    if (!isDebugging(now)) return queueMicrotask(run);
    // At a breakpoint nothing can be sent: notify callers before.
    this.#showLife();
    this.replies.flush();
    setImmediate(run);
  }

  /** A host no longer waits for some of its calls. */
  cancel(text: string, subject: string): void {
    const from = this.#hosts.of(subject);
    const cancelled = readCancellation(text);
    if (!from || !cancelled) return this.statistics.malformed();
    const inbox = from.inbox(cancelled.secret);
    for (const id of cancelled.ids) this.#running.get(inbox, id)?.abort();
  }

  /** Resolves once no call is running. */
  async settled(): Promise<void> {
    if (this.#running.size > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
  }

  #admit(
    element: unknown,
    from: CallingHost,
    inbox: string,
    replySubject: string,
    message: ArrivedMessage,
    now: number,
  ): RunningCall | undefined {
    const call = readCall(element, from.name, now);
    if ('problem' in call) {
      this.statistics.malformed();
      if (call.id !== undefined)
        this.replies.add(inbox, replySubject, refusalElement(call.id, 'MALFORMED', false, call.problem));
      return undefined;
    }
    if (this.#running.get(inbox, call.id)) {
      this.statistics.malformed();
      const problem = `a call with the number ${call.id} is running`;
      this.replies.add(inbox, replySubject, refusalElement(call.id, 'MALFORMED', true, problem));
      return undefined;
    }
    if (this.#isFull(from, message)) {
      this.statistics.refused();
      const problem = `${this.context} works on ${from.running} calls of this host and ${this.#running.size} of all already, which are all that it takes on`;
      this.replies.add(inbox, replySubject, refusalElement(call.id, 'OVERLOADED', false, problem));
      return undefined;
    }
    const running = new RunningCall(call.id, call.request, from, inbox, replySubject, message);
    return this.#start(running);
  }

  /** Whether a call exceeds the limit for one host, or for all hosts. */
  #isFull(from: CallingHost, message: ArrivedMessage): boolean {
    const { running, runningLength } = this.limits;
    if (from.running >= running || this.#running.size >= running * ALL_HOSTS_FACTOR) return true;
    if (message.running > 0 || from.running === 0) return false;
    const { length } = message;
    const ofAll = this.#running.length + length;
    return from.runningLength + length > runningLength || ofAll > runningLength * ALL_HOSTS_FACTOR;
  }

  #start(call: RunningCall): RunningCall {
    this.#running.add(call);
    this.#signs.start();
    this.#deadlines.add(call, call.request.deadline!);
    return call;
  }

  /** Tells the callers which calls are running. Returns `false` if no call is running. */
  #showLife(): boolean {
    // Without a connection the signs of life would be sent later, when they may be wrong.
    const debugging = isDebugging();
    if (this.link.connected)
      for (const call of this.#running) this.replies.add(call.inbox, call.replySubject, signOfLife(call.id, debugging));
    return this.#running.size > 0;
  }

  #run(call: RunningCall): void {
    if (call.aborted) return this.#end(call);
    call.started = performance.now();
    let reply: Promise<CallReply>;
    try {
      reply = this.receive(call.request, call);
    } catch (error) {
      return this.#broken(call, error);
    }
    reply.then(
      (given) => this.#reply(call, given),
      (error: unknown) => this.#broken(call, error),
    );
  }

  #reply(call: RunningCall, reply: CallReply): void {
    this.statistics.answered(reply, performance.now() - call.started);
    if (!call.aborted) {
      let element: string;
      try {
        element = replyElement(call.id, reply);
      } catch (error) {
        return this.#broken(call, error);
      }
      if (this.replies.isTooLarge(element)) {
        const problem = `the reply to ${call.request.message} is larger than the ${this.link.maxPayload} bytes that the NATS server takes`;
        element = refusalElement(call.id, 'TOO_LARGE', true, problem);
      }
      this.replies.add(call.inbox, call.replySubject, element, this.#running.size === 1);
    }
    this.#end(call);
  }

  /** Handles a receiver that threw, which is a defect; its caller still gets a reply. */
  #broken(call: RunningCall, error: unknown): void {
    this.statistics.broken(error);
    const reply = { failure: { code: 'INTERNAL', mayHaveExecuted: true } } as const;
    if (!call.aborted) this.replies.add(call.inbox, call.replySubject, replyElement(call.id, reply));
    this.#end(call);
  }

  #end(call: RunningCall): void {
    this.#deadlines.cancel(call);
    this.#running.remove(call);
    if (this.#running.size === 0) this.#idle?.();
  }
}
