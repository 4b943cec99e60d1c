import type { Destination, PendingCall, Wire } from '@multilith/mux';
import type { CallRequest } from '@multilith/runtime/transport';
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
  /** Tells the instance that this process no longer waits for these calls. */
  cancel(ids: readonly number[]): void;
}

/** The host that calls are sent to. */
export interface CallRoute {
  /** Name of the host. */
  readonly name: string;
  /** Why calls cannot be sent now, as part of a sentence. */
  readonly problem: string;
  /** Returns where the next calls go; `undefined` if no instance that serves the context can be reached. */
  pick(context: string, channel: Channel, calls: number): CallTarget | undefined;
}

/** The types of this transport in the table of calls. */
export interface LinkWire extends Wire {
  /** Encoded when it is sent; its content is encoded before. */
  readonly encoded: CallRequest;
  readonly address: { readonly host: CallRoute; readonly channel: Channel };
  readonly peer: CallTarget;
}

export type LinkDestination = Destination<LinkWire>;
export type LinkCall = PendingCall<LinkWire>;
