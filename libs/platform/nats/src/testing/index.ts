/** Real NATS servers for specs. */
export { startNatsServer, type NatsServer, type NatsServerOptions } from '../server/start-nats-server.js';
