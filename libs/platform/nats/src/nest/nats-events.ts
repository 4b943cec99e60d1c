import type { NatsStatus } from '../nats-transport.js';

/** What `on()` of client and strategy listens to. A type, since Nest asks for an index signature. */
export type NatsEvents = {
  /** The connection was lost, or there is one again. */
  status: (status: NatsStatus) => void;
};
