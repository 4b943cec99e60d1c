import { Slots } from '../slots.js';
import type { RunningCall } from './running-call.js';

/** A process that calls this one. It numbers its calls. `P` is what the transport knows of it: where replies go. */
export class CallingProcess<P> {
  /** Proven name of its host. */
  readonly host: string;
  readonly peer: P;
  /** Its calls that are running here. */
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
