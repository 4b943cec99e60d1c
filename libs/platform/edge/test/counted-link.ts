import { Client, credentials, Server, ServerCredentials, type ServerDuplexStream } from '@grpc/grpc-js';

const LINK = '/multilith.link.v1.Link';
const asItIs = (bytes: Buffer): Buffer => bytes;

/** An address that leads to a host and counts the messages with which others call it. */
export interface CountedLink {
  readonly address: string;
  /** Number of messages towards the host since the last time this was asked. */
  taken(): number;
  stop(): void;
}

/** Passes every stream of a link on to the host at an address, as it is. */
export async function countLink(address: string): Promise<CountedLink> {
  const client = new Client(address, credentials.createInsecure());
  const server = new Server();
  let count = 0;
  for (const name of ['Exchange', 'Bulk', 'Events']) {
    const path = `${LINK}/${name}`;
    const definition = {
      path,
      requestStream: true as const,
      responseStream: true as const,
      requestSerialize: asItIs,
      requestDeserialize: asItIs,
      responseSerialize: asItIs,
      responseDeserialize: asItIs,
    };
    server.addService(
      { [name]: definition },
      {
        [name]: (incoming: ServerDuplexStream<Buffer, Buffer>) => {
          const outgoing = client.makeBidiStreamRequest(path, asItIs, asItIs, incoming.metadata);
          incoming.on('data', (message: Buffer) => {
            count++;
            outgoing.write(message);
          });
          incoming.on('end', () => outgoing.end());
          incoming.on('error', () => outgoing.cancel());
          outgoing.on('data', (message: Buffer) => incoming.write(message));
          outgoing.on('end', () => incoming.end());
          outgoing.on('error', () => incoming.end());
        },
      },
    );
  }
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return {
    address: `127.0.0.1:${port}`,
    taken: () => {
      const taken = count;
      count = 0;
      return taken;
    },
    stop: () => {
      client.close();
      server.forceShutdown();
    },
  };
}
