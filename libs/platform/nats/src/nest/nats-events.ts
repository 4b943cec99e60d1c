import type { NatsStatus } from '../nats-transport.js';

/** Events for `on()` of client and strategy. A type, not an interface, because Nest requires an index signature. */
export type NatsEvents = {
  /** The connection was lost or restored. */
  status: (status: NatsStatus) => void;
};
