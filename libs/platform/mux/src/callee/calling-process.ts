import { Slots } from '../slots.js';
import type { CallSender, RunningCall } from './running-call.js';

/** A process that calls this one. It numbers its calls. `P` is what the transport knows of it: where replies go. */
export class CallingProcess<P> implements CallSender<P> {
  readonly host: string;
  readonly peer: P;
  readonly running = new Slots<RunningCall<P>>();

  constructor(host: string, peer: P) {
    this.host = host;
    this.peer = peer;
  }

  /** Ends the work on calls that the process no longer waits for. Unknown numbers are ignored. */
  cancel(ids: readonly number[]): void {
    for (const id of ids) this.running.get(id)?.abort();
  }

  /** Ends the work on all calls of the process: it is gone, or its connection is. */
  cancelAll(): void {
    for (const call of [...this.running]) call.abort();
  }
}
