/** NestJS microservices over the multiplexer: `app.connectMicroservice({ strategy: new NatsStrategy(…) })`. */
export { NatsCallContext } from './nats-call-context.js';
export { NatsClient, type NatsClientOptions } from './nats-client.js';
export { NatsStrategy, type NatsStrategyOptions } from './nats-strategy.js';
export { RemoteHandlerError } from './remote-handler-error.js';
