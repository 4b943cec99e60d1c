import type { Destination, PendingCall, Wire } from '@multilith/mux';
import type { CallRequest } from '@multilith/runtime/transport';
import type { CalledHost } from '../hosts/called-host.js';
import type { Channel } from '../wire/control.js';

/** Where calls are sent: an instance of the host of their context. */
export interface CallTarget {
  /** Calls sent to it that have no reply. */
  inFlight: number;
  /** Whether a debugger may stop it. */
  readonly mayStop: boolean;
  /** Whether calls would have to wait here. */
  readonly isFull: boolean;
  serves(context: string, channel: Channel): boolean;
  send(destination: Destination<LinkWire>, batch: readonly PendingCall<LinkWire>[], now: number): void;
  /** Tells it that calls sent to it are no longer waited for. */
  cancel(ids: readonly number[]): void;
}

/** The types of this transport in the table of calls. */
export interface LinkWire extends Wire {
  /** Encoded when it is sent; its content is encoded before. */
  readonly encoded: CallRequest;
  readonly address: { readonly host: CalledHost; readonly channel: Channel };
  readonly peer: CallTarget;
}

export type LinkDestination = Destination<LinkWire>;
export type LinkCall = PendingCall<LinkWire>;
