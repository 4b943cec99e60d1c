import type { CallingHost } from './calling-hosts.js';
import type { CallingProcess } from './calling-process.js';
import type { RunningCall } from './running-call.js';

/**
 * A message with calls to one context. Its length counts as long as one of its calls is running, because the length of
 * each call is not known.
 */
export class ArrivedMessage<P> {
  readonly from: CallingProcess<P>;
  /** The calls of its host to the context. */
  readonly host: CallingHost;
  /** In characters or bytes. */
  readonly length: number;
  /** The calls in it that were admitted. */
  readonly calls: RunningCall<P>[] = [];
  /** Number of its calls that are running. */
  running = 0;

  constructor(from: CallingProcess<P>, host: CallingHost, length: number) {
    this.from = from;
    this.host = host;
    this.length = length;
  }
}
