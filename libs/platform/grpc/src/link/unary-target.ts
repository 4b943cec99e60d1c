import type { Client } from '@grpc/grpc-js';
import type { TransportError } from '@multilith/runtime/transport';
import { UnaryCaller } from '../unary/unary-caller.js';
import type { Channel } from '../wire/control.js';
import type { ArrivedReply } from '../wire/reply.js';
import type { CallTarget, LinkCall, LinkDestination } from './link-wire.js';

/** What a target without a link tells the process that calls it. */
export interface UnaryTargetUser {
  replied(target: CallTarget, reply: ArrivedReply): void;
  /** A call could not be sent, or its connection was lost. */
  lost(): void;
}

/**
 * An instance that does not know links, such as a context that is written in another language. Each call is a request to
 * the service of its contract.
 */
export class UnaryTarget implements CallTarget {
  readonly #client: Client;
  readonly #caller: UnaryCaller;
  readonly #user: UnaryTargetUser;
  inFlight = 0;
  readonly mayStop = false;
  readonly isFull = false;

  /** @param client has a channel of its own, which the target closes */
  constructor(client: Client, user: UnaryTargetUser) {
    this.#client = client;
    this.#caller = new UnaryCaller(client);
    this.#user = user;
  }

  /** Only the instance knows which contexts it serves. It has no journal. */
  serves(_context: string, channel: Channel): boolean {
    return channel === 'call';
  }

  send({ context }: LinkDestination, calls: readonly LinkCall[]): void {
    this.inFlight += calls.length;
    for (const call of calls) {
      call.sentTo = this;
      this.#caller.call(context, call.encoded).then(
        (reply) => this.#user.replied(this, { id: call.id, reply }),
        (error: TransportError) => {
          this.#user.replied(this, { id: call.id, reply: error });
          if (error.code === 'UNREACHABLE' || error.code === 'CONNECTION_LOST') this.#user.lost();
        },
      );
    }
  }

  /** Nothing to send: each request has the same deadline. */
  cancel(ids: readonly number[]): void {
    this.inFlight -= ids.length;
  }

  /** Requests in flight continue. */
  close(): void {
    this.#client.close();
  }
}
