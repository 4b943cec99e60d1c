import type { ServerUnaryCall } from '@grpc/grpc-js';
import type { CallerSignal } from '@multilith/runtime/transport';

/**
 * A running call, and the signal that its client has given up. gRPC reports a passed deadline and a cancellation of the
 * client alike.
 */
export class UnaryCall implements CallerSignal {
  readonly #call: ServerUnaryCall<Buffer, Buffer>;

  constructor(call: ServerUnaryCall<Buffer, Buffer>) {
    this.#call = call;
  }

  get aborted(): boolean {
    return this.#call.cancelled;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#call.once('cancelled', listener);
  }
}
