import { DeadlineTimer, isDebugging, type Receiver } from '@multilith/runtime/transport';
import { SIGN_OF_LIFE_MS, type CallLimits } from '../limits.js';
import { Ticking } from '../ticking.js';
import { CallingProcess } from './calling-process.js';
import type { ReplyCarrier } from './reply-carrier.js';
import type { RunningCall } from './running-call.js';
import { ServedContext, type ContextOwner } from './served-context.js';

/** The calls that this process answers: the contexts that it serves, and the processes that call them. */
export class ServedCalls<P> implements ContextOwner<P> {
  readonly replies: ReplyCarrier<P>;
  readonly #contexts: ServedContext<P>[] = [];
  readonly #processes = new Set<CallingProcess<P>>();
  readonly #deadlines = new DeadlineTimer();
  readonly #signs = new Ticking(SIGN_OF_LIFE_MS, () => this.showLife());

  constructor(replies: ReplyCarrier<P>) {
    this.replies = replies;
  }

  /** Number of running calls. */
  get running(): number {
    return this.#contexts.reduce((sum, { running }) => sum + running, 0);
  }

  /** Serves calls to a context, or requests to its journal (`journalLimits`). */
  serve(context: string, receive: Receiver, limits: CallLimits): ServedContext<P> {
    const served = new ServedContext(context, receive, limits, this);
    this.#contexts.push(served);
    return served;
  }

  /** Adds a process that calls this one. @param host its host, which it has proven to be */
  connect(host: string, peer: P): CallingProcess<P> {
    const process = new CallingProcess(host, peer);
    this.#processes.add(process);
    return process;
  }

  /** Removes a process that gets no more replies; the work on its calls ends. */
  disconnect(process: CallingProcess<P>): void {
    this.#processes.delete(process);
    process.cancelAll();
  }

  /** Resolves once no call is running. */
  async settled(): Promise<void> {
    await Promise.all(this.#contexts.map((served) => served.settled()));
  }

  /** @internal Tells callers which calls are running; returns `false` if no call is running. */
  showLife(): boolean {
    const debugging = isDebugging();
    let isBusy = false;
    for (const { running } of this.#processes)
      for (const call of running) {
        isBusy = true;
        this.replies.signOfLife?.(call, debugging);
      }
    return isBusy;
  }

  /** @internal */
  started(call: RunningCall<P>): void {
    if (this.replies.signOfLife) this.#signs.start();
    this.#deadlines.add(call, call.request.deadline!);
  }

  /** @internal */
  ended(call: RunningCall<P>): void {
    this.#deadlines.cancel(call);
  }
}
