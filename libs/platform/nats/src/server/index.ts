/** Starts a nats-server of one's own, for development and tests. */
export { findNatsServer } from './find-nats-server.js';
export { startNatsServer, type NatsServer, type NatsServerOptions } from './start-nats-server.js';
