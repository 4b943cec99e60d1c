import { randomBytes } from 'node:crypto';
import { connect } from '@nats-io/transport-node';

/** The name of the host that this client uses for its calls. */
const HOST = 'monolith';
const TIMEOUT_MS = 5_000;

/** A client of the context `prices` that knows NATS and JSON, and nothing of Multilith or Nest. */
export interface PlainClient {
  /** Sends one command or query and returns its answer. */
  call(message: string, content: object): Promise<unknown>;
  /** Calls back for each event of the context that is published from now on. */
  onEvent(listener: (event: { readonly name: string; readonly payload: unknown }) => void): Promise<void>;
  close(): Promise<void>;
}

export async function connectPlainClient(servers: string): Promise<PlainClient> {
  const nats = await connect({ servers, inboxPrefix: `multilith.reply.${HOST}.prices` });
  return {
    async call(message, content) {
      const trace = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
      const call = [1, TIMEOUT_MS, message, 1, content, 'edge', HOST, null, null, ...trace];
      const reply = await nats.request(`multilith.call.prices.${HOST}`, JSON.stringify([1, call]), {
        timeout: TIMEOUT_MS,
      });
      const [, [, kind, ...result]] = reply.json<[1, [number, number, ...unknown[]]]>();
      if (kind !== 0) throw new Error(`${message} was refused: ${JSON.stringify(result)}`);
      return result[0];
    },
    async onEvent(listener) {
      nats.subscribe('multilith.events.prices.*', {
        // A message without the header is no event.
        callback: (_error, message) => {
          if (message.headers?.has('prev')) listener(message.json());
        },
      });
      await nats.flush();
    },
    close: () => nats.drain(),
  };
}
