import type { CallReply, TransportFailure } from '@multilith/runtime/transport';
import type { CallSender, RunningCall } from './running-call.js';

/** Why the callee's transport gives no reply to a call. */
export interface Refusal {
  readonly code: TransportFailure;
  readonly mayHaveExecuted: boolean;
  readonly problem: string;
}

/** Sends the replies of this process. The transport implements it. `P` is what it knows of a calling process. */
export interface ReplyCarrier<P> {
  /**
   * Sends a reply soon, with others of the turn. What it throws is handled like an error of the receiver.
   *
   * @param alone whether no other call is running in the context
   */
  reply(call: RunningCall<P>, reply: CallReply, alone: boolean): void;
  /** Refuses a call of this number. */
  refuse(to: CallSender<P>, id: number, refusal: Refusal): void;
  /**
   * Tells the caller that a call is still running. For transports whose connection does not tell that a callee is lost.
   *
   * @param debugging whether a debugger may stop this process
   */
  signOfLife?(call: RunningCall<P>, debugging: boolean): void;
  /** Sends everything at once. */
  flush(): void;
}
