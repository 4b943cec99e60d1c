import { NatsTransport } from './nats-transport.js';
import type { NatsOptions } from './nats-options.js';

/**
 * Connects to NATS and returns the transport of this process.
 *
 * @example
 * const transport = await connectNats({ url: 'nats://127.0.0.1:4222', host: 'orders' });
 * @throws NatsError `NATS_CONFIG`, `NATS_UNREACHABLE`, `NATS_REFUSED`, `NATS_TLS`, `NATS_TOO_OLD`, `NATS_OPEN`, `NATS_FORBIDDEN`
 */
export function connectNats(options: NatsOptions = {}): Promise<NatsTransport> {
  return NatsTransport.connect(options);
}
