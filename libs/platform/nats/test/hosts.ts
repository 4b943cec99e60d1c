import { randomUUID } from 'node:crypto';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { afterAll } from 'vitest';
import {
  aRequest,
  jsonHost,
  type GivenRequest,
  type JsonHost,
  type PlainReply,
  type PlainRequest,
} from '@multilith/runtime/transport/conformance';
import { connectNats } from '../src/connect-nats.js';
import type { NatsOptions } from '../src/nats-options.js';
import type { NatsTransport } from '../src/nats-transport.js';
import { startNatsServer, type NatsServer, type NatsServerOptions } from '../src/testing/index.js';

export { aRequest, freshContext } from '@multilith/runtime/transport/conformance';

/** A host whose receivers get and return JSON values. */
export type NatsHost = JsonHost<NatsTransport>;

/** Servers and hosts of one spec file, stopped when it ends. */
export function hostsOfThisFile(): {
  server(options?: NatsServerOptions): Promise<NatsServer>;
  host(server: { readonly url: string }, options?: NatsOptions): Promise<NatsHost>;
} {
  const servers: NatsServer[] = [];
  const hosts: NatsHost[] = [];
  afterAll(async () => {
    await Promise.all(hosts.map((host) => host.close()));
    await Promise.all(servers.map((server) => server.stop()));
  });
  return {
    server: async (options) => {
      const server = await startNatsServer(options);
      servers.push(server);
      return server;
    },
    host: async ({ url }, options) => {
      const host = jsonHost(await connectNats({ url, ...options }));
      hosts.push(host);
      return host;
    },
  };
}

/** Answers with the content of the call. */
export const echo = async ({ content }: PlainRequest): Promise<PlainReply> => ({ answer: content });

/** Makes a call and returns its reply or error. */
export const outcomeOf = (host: NatsHost, context: string, given: GivenRequest = {}): Promise<unknown> =>
  host.call(context, aRequest(given)).catch((error: unknown) => error);

/** Sends a batch by hand, under the name of a host, and returns the first message of replies. */
export async function requestAs(
  stranger: NatsConnection,
  host: string,
  context: string,
  batch: string | Uint8Array,
): Promise<Msg> {
  const reply = `multilith.reply.${host}.${context}.${randomUUID()}.1-1`;
  const replies = stranger.subscribe(reply, { max: 1, timeout: 5_000 });
  stranger.publish(`multilith.call.${context}.${host}`, batch, { reply });
  for await (const message of replies) return message;
  throw new Error('There was no reply.');
}

/** A promise, and the function that resolves it. */
export function gate<T = void>(): { readonly opened: Promise<T>; open(value: T): void } {
  let open: (value: T) => void = () => {};
  const opened = new Promise<T>((resolve) => (open = resolve));
  return { opened, open };
}
