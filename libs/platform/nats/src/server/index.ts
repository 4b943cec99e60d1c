/** Starts a private nats-server for development and tests. */
export { findNatsServer } from './find-nats-server.js';
export { startNatsServer, type NatsServer, type NatsServerOptions } from './start-nats-server.js';
