import type { Wire } from '@multilith/mux';

/** Where the calls to one context go, or the requests to one journal. */
export interface NatsAddress {
  /** Subject that calls are sent to. */
  readonly subject: string;
  /** Prefix of the subjects of replies. It ends with the secret. */
  readonly inbox: string;
  /**
   * Ensures that only this process and the callee know the inbox. Permissions keep other hosts from publishing there,
   * but the server itself publishes to any reply subject that a client names, such as JetStream acknowledgements. It
   * also proves to the callee that a cancellation comes from the caller.
   */
  readonly secret: string;
  /** Whether a call has ever been answered. */
  answered: boolean;
}

/** Calls over NATS: JSON text. The server chooses the instance that gets them. */
export interface NatsWire extends Wire {
  readonly encoded: string;
  readonly address: NatsAddress;
  readonly peer: undefined;
}
