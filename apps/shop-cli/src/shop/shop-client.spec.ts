import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ShopClient } from './shop-client.js';

const QUICK = { patienceMs: 2_000, firstDelayMs: 1, longestDelayMs: 5 };
const servers: Server[] = [];
const clients: ShopClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** A client of a server that answers its n-th request with the n-th listener, and the last one from then on. */
async function against(...listeners: RequestListener[]) {
  const bodies: unknown[] = [];
  const server = createServer((request, response) => {
    const listener = listeners[Math.min(bodies.length, listeners.length - 1)]!;
    const chunks: Buffer[] = [];
    bodies.push(undefined);
    const index = bodies.length - 1;
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies[index] = JSON.parse(Buffer.concat(chunks).toString());
      listener(request, response);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const abort = new AbortController();
  const client = new ShopClient({
    url,
    token: 'secret',
    connections: 2,
    signal: abort.signal,
    retry: QUICK,
    timeoutMs: 200,
  });
  clients.push(client);
  return { client, bodies, abort };
}

const answer =
  (body: object, status = 200): RequestListener =>
  (_, response) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const fine = answer({ data: { done: true } });
const refusal = (code: string) => answer({ data: null, errors: [{ message: 'no', extensions: { code } }] });

describe('the client of the shop', () => {
  it('posts to /graphql with the token', async () => {
    const { client, bodies } = await against((request, response) => {
      answer({ data: { url: request.url, authorization: request.headers.authorization } })(request, response);
    });
    expect(await client.request('query', { a: 1 })).toEqual({ url: '/graphql', authorization: 'Bearer secret' });
    expect(bodies).toEqual([{ query: 'query', variables: { a: 1 } }]);
  });

  it.each<[string, RequestListener]>([
    ['the connection breaks', (request) => request.socket.destroy()],
    ['the shop answers 503', answer({ errors: [{ message: 'starting' }] }, 503)],
    ['there is no answer in time', () => undefined],
    [
      'the answer breaks off',
      (_, response) => void response.writeHead(200, { 'content-length': 100 }).write('{', () => response.destroy()),
    ],
    ['a part of the shop does not answer', refusal('UNAVAILABLE')],
    ['the shop ran out of time', refusal('DEADLINE_EXCEEDED')],
  ])('sends the same request again when %s', async (_, fault) => {
    const { client, bodies } = await against(fault, fault, fine);
    expect(await client.request('mutation', { key: 'k' })).toEqual({ done: true });
    expect(bodies).toEqual(Array.from({ length: 3 }, () => ({ query: 'mutation', variables: { key: 'k' } })));
    expect(client.traffic).toEqual({ requests: 3, retries: 2 });
  });

  it('does not repeat what a rule refused', async () => {
    const { client, bodies } = await against(refusal('orders.ClosedCustomer'), fine);
    await expect(client.request('mutation', {})).rejects.toMatchObject({
      name: 'ShopRefusal',
      code: 'orders.ClosedCustomer',
    });
    expect(bodies).toHaveLength(1);
  });

  it.each(['UNAUTHENTICATED', 'ACCESS_DENIED'])('asks for a better token on %s', async (code) => {
    const { client } = await against(refusal(code));
    await expect(client.request('mutation', {})).rejects.toMatchObject({ code: 'SHOP_TOKEN' });
  });

  it('says so when what answers is no shop', async () => {
    const { client } = await against((_, response) => void response.writeHead(404).end('<html>'));
    await expect(client.request('query', {})).rejects.toMatchObject({ code: 'SHOP_ANSWER' });
  });

  it('gives up when patience ends', async () => {
    const { client } = await against(answer({}, 503));
    await expect(client.request('query', {}, { ...QUICK, patienceMs: 30 })).rejects.toMatchObject({
      code: 'SHOP_UNREACHABLE',
    });
  });

  it('stops waiting when interrupted', async () => {
    const { client, abort } = await against(answer({}, 503));
    const request = client.request(
      'query',
      {},
      { ...QUICK, firstDelayMs: 60_000, longestDelayMs: 60_000, patienceMs: 600_000 },
    );
    setTimeout(() => abort.abort(), 20);
    await expect(request).rejects.toMatchObject({ name: 'AbortError' });
  });
});
