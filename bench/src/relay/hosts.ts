import { startHost, temporaryPrincipalKeys, type Host } from '@multilith/runtime/host';
import { connectNats } from '@multilith/nats';
import { countingModule, SourceModule } from '../delivery/counting.modules.js';

/** The NATS server of the hosts. */
export interface Meeting {
  readonly nats: string;
  /** Subjects and streams of this run begin with it. */
  readonly prefix: string;
  readonly database: string;
  /** `stream`: pushed and kept in a stream; `journal`: hosts read each other's journals. */
  readonly path: 'stream' | 'journal';
}

/** The host of the publisher, or the one of the subscriber. */
export function startOne(host: 'source' | 'monolith', { nats, prefix, database, path }: Meeting): Promise<Host> {
  return startHost({
    host,
    topology: { source: { transport: 'nats' } },
    contexts: {
      source: { module: async () => SourceModule },
      counting: { module: async () => countingModule(100) },
    },
    database: { url: database },
    transports: {
      nats: () => connectNats({ url: nats, host, prefix, events: path === 'stream' }),
    },
    principalKeys: temporaryPrincipalKeys(),
    logger: false,
  });
}
