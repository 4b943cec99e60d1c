import { startHost, temporaryPrincipalKeys, type Host } from '@multilith/runtime/host';
import { connectGrpc } from '@multilith/grpc';
import { connectNats } from '@multilith/nats';
import { countingModule, SourceModule } from '../delivery/counting.modules.js';

/** Where the hosts meet. */
export interface Meeting {
  /** URL of the NATS server. */
  readonly nats: string;
  /** Address of the publisher's gRPC server. */
  readonly grpc: string;
  /** Subjects and streams of this run begin with it. */
  readonly prefix: string;
  readonly database: string;
  /**
   * `stream`: pushed and kept in a stream of NATS; `journal`: hosts read each other's journals, by calls over NATS;
   * `link`: pushed over a link of gRPC.
   */
  readonly path: 'stream' | 'journal' | 'link';
}

/** The host of the publisher, or the one of the subscriber. */
export function startOne(host: 'source' | 'monolith', meeting: Meeting): Promise<Host> {
  const { nats, grpc, prefix, database, path } = meeting;
  const transport = path === 'link' ? 'grpc' : 'nats';
  const listen = host === 'source' ? grpc : '127.0.0.1:0';
  return startHost({
    host,
    topology: { source: { transport } },
    contexts: {
      source: { module: async () => SourceModule },
      counting: { module: async () => countingModule(100) },
    },
    database: { url: database },
    transports: {
      nats: () => connectNats({ url: nats, host, prefix, events: path === 'stream' }),
      grpc: ({ hostOf }) => connectGrpc({ host, hostOf, listen, hosts: `source=${grpc}` }),
    },
    principalKeys: temporaryPrincipalKeys(),
    logger: false,
  });
}
