import { once } from 'node:events';
import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Client } from 'graphql-ws';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ticked, ticking } from '../../../test/echo-context.js';
import { answersOf, endOf, liveClient, socketUrl, type LiveAnswer } from '../../testing/live-client.js';
import { startEdge, type RunningEdge } from '../../../test/running-edge.js';

const TICKS = 'subscription { ticks }';
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
function heap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
let edge: RunningEdge;
let token: string;
const clients: Client[] = [];
const edges: RunningEdge[] = [];
beforeAll(async () => {
  edge = await startEdge({ socketLimits: { initMs: 300 } });
  token = await edge.issuer.sign({ subject: 'ada', roles: [] });
  return () => edge.stop();
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
  for (const other of edges.splice(0)) await other.stop();
  await nothingLeft(edge);
});

const nothingLeft = (of: RunningEdge): Promise<unknown> =>
  expect.poll(async () => [of.sockets(), ticking.size]).toEqual([0, 0]);
async function another(options: Parameters<typeof startEdge>[0]): Promise<[RunningEdge, string]> {
  const other = await startEdge(options);
  edges.push(other);
  return [other, await other.issuer.sign({ subject: 'ada', roles: [] })];
}
function client(as: string | undefined = token, url = edge.url): Client {
  const made = liveClient(url, as);
  clients.push(made);
  return made;
}
const subscribe = (
  query: string,
  variables?: Record<string, unknown>,
  as?: string,
): AsyncIterableIterator<LiveAnswer> => answersOf(client(as), query, variables);

/** A socket without a client library. */
async function rawSocket(
  url = edge.url,
  headers: Record<string, string> = {},
  localAddress = '127.0.0.1',
): Promise<WebSocket> {
  const socket = new WebSocket(socketUrl(url), 'graphql-transport-ws', { headers, localAddress });
  await once(socket, 'open');
  return socket;
}
async function signedIn(url = edge.url, as = token): Promise<WebSocket> {
  const socket = await rawSocket(url);
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${as}` } }));
  await once(socket, 'message');
  return socket;
}
async function closeOf(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number];
  return code;
}
/** The response to an upgrade request. */
async function upgrade(
  path: string,
  { protocol = 'graphql-transport-ws', ...headers }: Record<string, string> = {},
  url = edge.url,
): Promise<[number, string]> {
  const socket = new WebSocket(url.replace('http', 'ws') + path, protocol, { headers });
  const [, response] = (await once(socket, 'unexpected-response')) as [
    unknown,
    NodeJS.ReadableStream & { statusCode: number },
  ];
  let body = '';
  for await (const chunk of response) body += String(chunk);
  return [
    response.statusCode,
    (JSON.parse(body) as { errors: [{ extensions: { code: string } }] }).errors[0].extensions.code,
  ];
}

describe('a socket', () => {
  it('carries several subscriptions of a signed-in client at once, until they end', async () => {
    const shared = client();
    const first = answersOf(shared, TICKS);
    const second = answersOf(shared, 'subscription ($size: Int!) { ticks(size: $size) }', { size: 3 });
    expect((await first.next()).value).toEqual({ data: { ticks: 'x' } });
    expect((await second.next()).value).toEqual({ data: { ticks: 'xxx' } });
    expect([edge.sockets(), ticking.size]).toEqual([1, 2]);
    await first.return!();
    await expect.poll(async () => ticking.size).toBe(1);
    expect((await second.next()).done).toBe(false);
  });

  it('also accepts the Authorization header of the upgrade request', async () => {
    const socket = await rawSocket(edge.url, { authorization: `Bearer ${token}` });
    socket.send('{"type":"connection_init"}');
    const [data] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(String(data))).toEqual({ type: 'connection_ack' });
    socket.terminate();
  });

  it.each([
    ['no token', async () => undefined],
    ['nonsense', async () => 'nonsense'],
    ['an expired token', () => edge.issuer.sign({ subject: 'ada', roles: [], validFor: '-1m' })],
  ])('is closed for a client with %s', async (_what, bring) => {
    const made = liveClient(edge.url, await bring());
    clients.push(made);
    expect(await endOf(answersOf(made, TICKS))).toMatchObject({ code: 4401 });
  });

  it('is closed when the token expires', async () => {
    // The five seconds of clock tolerance are almost over.
    const short = await edge.issuer.sign({ subject: 'ada', roles: [], validFor: '-4s' });
    const start = performance.now();
    expect(await endOf(subscribe(TICKS, {}, short))).toEqual({
      code: 4401,
      reason: 'The token has expired. Sign in again.',
    });
    expect(performance.now() - start).toBeLessThan(3000);
  });

  it('is closed for a client that sends no connection_init, sends it twice, or sends another message first', async () => {
    expect(await closeOf(await rawSocket())).toBe(4408);
    const twice = await signedIn();
    twice.send('{"type":"connection_init"}');
    expect(await closeOf(twice)).toBe(4429);
    const early = await rawSocket();
    early.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: TICKS } }));
    expect(await closeOf(early)).toBe(4401);
  });

  it.each<[string, string | Buffer]>([
    ['no JSON', 'hello'],
    ['an empty message', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['bytes', Buffer.from([0, 255, 254, 1])],
    ['an unknown type', '{"type":"launch"}'],
    ['no query', '{"id":"1","type":"subscribe","payload":{}}'],
    [
      'a query that is no text',
      '{"id":"1","type":"subscribe","payload":{"query":{"kind":"Document","definitions":[]}}}',
    ],
    ['variables that are no object', '{"id":"1","type":"subscribe","payload":{"query":"{a}","variables":"x"}}'],
  ])('is closed for %s', async (_what, frame) => {
    const socket = await signedIn();
    socket.send(frame);
    expect(await closeOf(socket)).toBe(4400);
  });

  it('is closed for a message that is too long, or a malformed frame', async () => {
    const long = await signedIn();
    long.send('x'.repeat(65 * 1024));
    expect(await closeOf(long)).toBe(1009);
    const { port } = new URL(edge.url);
    const plain = connect(Number(port), '127.0.0.1');
    plain.write(
      `GET /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n`,
    );
    await once(plain, 'data');
    plain.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    await once(plain.resume(), 'close');
  });

  it('handles a client that disappears', async () => {
    const sockets = await Promise.all(Array.from({ length: 10 }, () => signedIn()));
    for (const socket of sockets)
      socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: TICKS } }));
    await expect.poll(async () => ticking.size).toBe(10);
    for (const socket of sockets) socket.terminate();
    await nothingLeft(edge);
  });
});

describe('a subscription', () => {
  const nested = (depth: number): string =>
    `subscription { ticks ${'{ next '.repeat(depth)}{ id }${' }'.repeat(depth)} }`;
  it.each([
    ['is 20 deep', nested(20), 'QUERY_TOO_DEEP'],
    [
      'has 1,000 aliases',
      `subscription { ${Array.from({ length: 1000 }, (_, i) => `a${i}: ticks`).join(' ')} }`,
      'QUERY_TOO_LARGE',
    ],
    ['is longer than 10,000 tokens', `subscription { ${'ticks '.repeat(10_001)} }`, 'QUERY_TOO_LARGE'],
    [
      'is nested beyond what can be read',
      `subscription { ticks ${'{ a '.repeat(4_000)}${'}'.repeat(4_000)} }`,
      'QUERY_TOO_DEEP',
    ],
    ['asks for two things', 'subscription { ticks other: ticks }', 'GRAPHQL_VALIDATION_FAILED'],
    ['asks for what there is not', 'subscription { tocks }', 'GRAPHQL_VALIDATION_FAILED'],
    ['does not parse', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    ['is a query', '{ __typename }', 'BAD_REQUEST'],
    ['is a mutation', 'mutation { fail(how: "no") }', 'BAD_REQUEST'],
    [
      'brings variables of another type',
      'subscription ($size: Int!) { ticks(size: $size) }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['is refused by its context', 'subscription { refused }', 'echo.Refused'],
    ['fails', 'subscription { leaks }', 'INTERNAL'],
  ])('that %s ends with a code, and the socket stays open', async (_what, query, code) => {
    const shared = client();
    expect(await endOf(answersOf(shared, query, { size: 'x' }))).toEqual([code]);
    const answers = answersOf(shared, TICKS);
    expect((await answers.next()).value).toEqual({ data: { ticks: 'x' } });
    await answers.return!();
  });

  it('that fails shows no internals, but the trace id of the log', async () => {
    const error = await answersOf(client(), 'subscription { leaks }')
      .next()
      .then(
        ({ value }) => (value as LiveAnswer).errors![0]!,
        (errors: NonNullable<LiveAnswer['errors']>) => errors[0]!,
      );
    expect(error.message).not.toContain('secret');
    expect(error.extensions).toEqual({ code: 'INTERNAL', traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
  });

  it('over HTTP is refused', async () => {
    const { status, errors, data } = await edge.client.send(TICKS);
    expect([status, data, errors[0]?.extensions.code]).toEqual([400, undefined, 'BAD_REQUEST']);
  });

  it('cannot introspect the schema in production', async () => {
    const [production, staff] = await another({ development: false });
    const answers = (query: string): AsyncIterableIterator<LiveAnswer> =>
      answersOf(client(staff, production.url), query);
    expect(await endOf(answers('subscription { __schema { types { name } } }'))).toContain('GRAPHQL_VALIDATION_FAILED');
    await expect(answers('subscription { tick }').next()).rejects.toEqual([
      expect.objectContaining({ message: expect.not.stringMatching(/did you mean/i) }),
    ]);
  });
});

describe('the upgrade request of a socket', () => {
  it.each<[string, string, Record<string, string>, number, string]>([
    ['of a page of another site', '/graphql', { origin: 'https://evil.example' }, 403, 'FOREIGN_ORIGIN'],
    ['of a page without a site', '/graphql', { origin: 'null' }, 403, 'FOREIGN_ORIGIN'],
    ['at another path', '/', {}, 404, 'NOT_FOUND'],
    ['of another protocol', '/graphql', { protocol: 'graphql-ws' }, 400, 'BAD_REQUEST'],
  ])('%s is refused', async (_what, path, headers, status, code) => {
    expect(await upgrade(path, headers)).toEqual([status, code]);
  });

  it("of the host's own pages is accepted", async () => {
    const socket = await rawSocket(edge.url, { origin: edge.url });
    socket.terminate();
  });

  it('is refused while the host is shutting down', async () => {
    const [leaving] = await another({});
    leaving.reference.drain();
    expect(await upgrade('/graphql', {}, leaving.url)).toEqual([503, 'UNAVAILABLE']);
  });
});

describe('sockets that have not signed in', () => {
  it('are limited per address, oldest first, without affecting other addresses and clients with a token', async () => {
    const [small, ada] = await another({ socketLimits: { unsignedOfAddress: 2, initMs: 60_000 } });
    const elsewhere = await rawSocket(small.url, {}, '127.0.0.2');
    const withToken = await rawSocket(small.url, { authorization: `Bearer ${ada}` });
    const held = [await rawSocket(small.url), await rawSocket(small.url)];
    const gone = closeOf(held[0]!);
    const honest = await signedIn(small.url, ada);
    expect(await gone).toBe(1006);
    expect([held[1]!, elsewhere, withToken, honest].map(({ readyState }) => readyState)).toEqual([1, 1, 1, 1]);
    for (const socket of [held[1]!, elsewhere, withToken, honest]) socket.terminate();
  });

  it('may be as many as a page opens at once', async () => {
    const sockets = await Promise.all(Array.from({ length: 10 }, () => rawSocket()));
    for (const socket of sockets)
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
    await Promise.all(sockets.map((socket) => once(socket, 'message')));
    for (const socket of sockets) socket.terminate();
  });

  it('are closed to make room for new ones, oldest first, without affecting signed-in sockets', async () => {
    const [small, ada] = await another({ socketLimits: { unsigned: 2, connections: 3, initMs: 60_000 } });
    const kept = [await signedIn(small.url, ada), await signedIn(small.url, ada)];
    const oldest = await rawSocket(small.url);
    const gone = closeOf(oldest);
    const younger = await rawSocket(small.url);
    const third = await signedIn(small.url, ada);
    expect(await gone).toBe(1006);
    expect(small.sockets()).toBe(4);
    expect(await upgrade('/graphql', {}, small.url)).toEqual([503, 'UNAVAILABLE']);
    for (const socket of [...kept, younger, third]) socket.terminate();
  });

  it('are not held open by clients that do not answer the close frame', async () => {
    const [small] = await another({ socketLimits: { initMs: 100, closeMs: 100 } });
    const { port } = new URL(small.url);
    const silent = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {});
    silent.write(
      `GET /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-protocol: graphql-transport-ws\r\n\r\n`,
    );
    await once(silent.resume(), 'data');
    expect(small.sockets()).toBe(1);
    // `ws` alone would wait for half a minute.
    await expect.poll(async () => small.sockets()).toBe(0);
    silent.destroy();
  }, 20_000);

  it('are opened at a limited rate, also with invalid tokens', async () => {
    const [small] = await another({ limits: { anonymous: { perSecond: 0.001, burst: 3 } } });
    for (let n = 0; n < 2; n++) (await rawSocket(small.url)).terminate();
    expect(await upgrade('/graphql', { authorization: 'Bearer nonsense' }, small.url)).toEqual([
      401,
      'UNAUTHENTICATED',
    ]);
    expect(await upgrade('/graphql', { authorization: 'Bearer nonsense' }, small.url)).toEqual([429, 'RATE_LIMITED']);
    expect(await upgrade('/graphql', {}, small.url)).toEqual([429, 'RATE_LIMITED']);
  });

  it('whose connection is reset, before or after the response, do not end the process', async () => {
    const { port } = new URL(edge.url);
    const ask = (path: string, header = ''): string =>
      `GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n${header}\r\n`;
    for (let n = 0; n < 20; n++) {
      const plain = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {});
      plain.write(n % 2 ? ask('/elsewhere') : ask('/graphql', `authorization: Bearer ${token}\r\n`));
      const ready = new Promise((resolve) =>
        plain.once(n % 4 < 2 ? 'data' : 'connect', resolve).once('close', resolve),
      );
      await ready;
      plain.resetAndDestroy();
    }
    (await signedIn()).terminate();
  });

  it('whose request is refused are closed, also if the client does not close', async () => {
    const { port } = new URL(edge.url);
    const plain = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {});
    const closed = new Promise((resolve) => plain.once('close', resolve));
    plain
      .resume()
      .write(`GET /elsewhere HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n`);
    // Writing to a connection that the other side has closed resets it.
    const writing = setInterval(() => plain.write(' '), 10);
    await closed;
    clearInterval(writing);
  });
});

describe('a client that exceeds its limits', () => {
  it('gets no more sockets with a token in the header', async () => {
    const [small, ada] = await another({ socketLimits: { connectionsOfOne: 2, initMs: 60_000 } });
    const headers = { authorization: `Bearer ${ada}` };
    const held = [await rawSocket(small.url, headers), await signedIn(small.url, ada)];
    expect(await upgrade('/graphql', headers, small.url)).toEqual([429, 'TOO_MANY_SOCKETS']);
    expect(await endOf(answersOf(client(ada, small.url), TICKS))).toMatchObject({ code: 1013 });
    for (const socket of held) socket.terminate();
  });

  it('is disconnected if it sends too many messages on one socket', async () => {
    const [small, ada] = await another({ socketLimits: { messagesPerSecond: 1, messagesAtOnce: 10 } });
    const socket = await signedIn(small.url, ada);
    for (let n = 0; n < 11; n++) socket.send('{"type":"ping"}');
    expect(await closeOf(socket)).toBe(1013);
  });

  it('has one rate limit for subscriptions and requests, over all sockets of a principal', async () => {
    const [small, ada] = await another({ limits: { signedIn: { perSecond: 0.001, burst: 4 } } });
    const bob = await small.issuer.sign({ subject: 'bob', roles: [] });
    const http = small.client.as(ada);
    for (let n = 0; n < 2; n++) expect((await http.send('{ __typename }')).status).toBe(200);
    const first = answersOf(client(ada, small.url), TICKS);
    await first.next();
    expect(await endOf(answersOf(client(ada, small.url), 'subscription { refused }'))).toEqual(['echo.Refused']);
    expect(await endOf(answersOf(client(ada, small.url), TICKS))).toEqual(['RATE_LIMITED']);
    expect((await http.send('{ __typename }')).status).toBe(429);
    expect((await small.client.as(bob).send('{ __typename }')).status).toBe(200);
    await first.return!();
  });

  it('gets no more sockets than the limits of the host and of one principal allow', async () => {
    const [small, ada] = await another({ socketLimits: { connections: 3, connectionsOfOne: 2 } });
    const bob = await small.issuer.sign({ subject: 'bob', roles: [] });
    for (let n = 0; n < 2; n++) await signedIn(small.url, ada);
    expect(await endOf(answersOf(client(ada, small.url), TICKS))).toMatchObject({ code: 1013 });
    await expect.poll(async () => small.sockets()).toBe(2);
    await signedIn(small.url, bob);
    expect(await upgrade('/graphql', {}, small.url)).toEqual([503, 'UNAVAILABLE']);
  });

  it('gets no more subscriptions on one socket', async () => {
    const [small, ada] = await another({ socketLimits: { subscriptions: 2 } });
    const shared = client(ada, small.url);
    const running = [answersOf(shared, TICKS), answersOf(shared, TICKS)];
    for (const each of running) await each.next();
    expect(await endOf(answersOf(shared, TICKS))).toEqual(['TOO_MANY_SUBSCRIPTIONS']);
  });

  it('that does not read is not written to, and is finally disconnected', async () => {
    const [small, ada] = await another({ socketLimits: { aliveMs: 300 } });
    const socket = await signedIn(small.url, ada);
    const before = ticked.count;
    const query = 'subscription { ticks(size: 100000) }';
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
    socket.pause();
    await nothingLeft(small);
    // What fits into the buffers of two sockets, rather than what could be produced in that time.
    expect(ticked.count - before).toBeLessThan(500);
    socket.terminate();
  });

  it('that sends pings without reading is disconnected', async () => {
    const [small, ada] = await another({ socketLimits: { unreadBytes: 10_000, messagesPerSecond: 0 } });
    const socket = await signedIn(small.url, ada);
    socket.pause();
    const flood = setInterval(() => {
      for (let n = 0; n < 1000; n++) socket.send(`{"type":"ping","payload":{"x":"${'x'.repeat(1000)}"}}`, () => {});
    }, 5);
    await expect.poll(async () => small.sockets()).toBe(0);
    clearInterval(flood);
    socket.terminate();
  });

  it.each(['ping', 'pong'] as const)('that sends endless %ss is disconnected', async (kind) => {
    const [small, ada] = await another({ socketLimits: { messagesAtOnce: 20 } });
    for (const socket of [await signedIn(small.url, ada), await rawSocket(small.url)]) {
      const gone = closeOf(socket);
      for (let n = 0; n < 100; n++) socket[kind]('', true, () => {});
      expect(await gone).toBe(1006);
    }
  });

  it('that is refused repeatedly leaves nothing behind, even if it does not wait for the refusals', async () => {
    const [small, ada] = await another({ socketLimits: { messagesAtOnce: 100_000 } });
    const socket = await signedIn(small.url, ada);
    const refuse = async (times: number, complete: boolean): Promise<void> => {
      for (let n = 0; n < times; n++) {
        const id = `${n} ${'x'.repeat(40_000)}`;
        socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query: '{' } }));
        if (complete) socket.send(JSON.stringify({ id, type: 'complete' }));
        else await once(socket, 'message');
      }
      socket.send('{"type":"ping"}');
      await once(socket, 'message');
    };
    await refuse(10, false);
    const before = heap();
    await refuse(1_000, false);
    await refuse(1_000, true);
    expect(heap() - before).toBeLessThan(20 * 1024 * 1024);
    socket.terminate();
  });
});
