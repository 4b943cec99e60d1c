import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { startEdge, type RunningEdge } from '../../test/running-edge.js';

const edges: RunningEdge[] = [];
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const edge of edges.splice(0)) await edge.stop();
});

async function another(options: Parameters<typeof startEdge>[0]): Promise<RunningEdge> {
  const edge = await startEdge(options);
  edges.push(edge);
  return edge;
}
/** A connection without a client library, from an address of this machine. */
function open({ url }: RunningEdge, localAddress = '127.0.0.1'): Socket {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', localAddress }).on('error', () => {});
  sockets.push(socket);
  return socket;
}
/** Everything that a connection receives until it is closed. */
async function answerOf(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => (text += String(chunk)));
  await once(socket, 'close');
  return text;
}
/** Sends a part repeatedly and slowly, as long as the connection is open. */
function dribble(socket: Socket, part: string): void {
  const timer = setInterval(() => socket.write(part), 50);
  socket.once('close', () => clearInterval(timer));
}

describe('a request that does not arrive in time is refused', () => {
  it('with a body that comes byte by byte', async () => {
    const edge = await another({ requestTimeoutMs: 500 });
    const socket = open(edge);
    socket.write(
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n{',
    );
    dribble(socket, ' ');
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('with a body of unknown length', async () => {
    const edge = await another({ requestTimeoutMs: 500 });
    const socket = open(edge);
    socket.write(
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
    );
    dribble(socket, '1\r\n \r\n');
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('with headers that arrive line by line', async () => {
    const edge = await another({ limits: { headersTimeoutMs: 500 } });
    const socket = open(edge);
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n');
    dribble(socket, 'x-more: 1\r\n');
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('without a single byte', async () => {
    const edge = await another({ limits: { headersTimeoutMs: 500 } });
    await answerOf(open(edge));
  });

  it('with a body that was already refused', async () => {
    const edge = await another({ requestTimeoutMs: 500 });
    const socket = open(edge);
    socket.write(
      'POST /nowhere HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n{',
    );
    dribble(socket, ' ');
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 4/);
  });
});

it('a slow client does not prevent the host from stopping', async () => {
  const edge = await startEdge({ requestTimeoutMs: 2_000 });
  const socket = open(edge);
  socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n{');
  dribble(socket, ' ');
  await once(socket, 'connect');
  const closed = answerOf(socket);
  await edge.stop();
  await closed;
});

describe('a connection', () => {
  it('that waits for its next request is closed after a while', async () => {
    const edge = await another({ limits: { keepAliveTimeoutMs: 300 } });
    const socket = open(edge);
    socket.write('GET /health/live HTTP/1.1\r\nhost: localhost\r\n\r\n');
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('beyond the limit of one address is closed at once, and others are served', async () => {
    const edge = await another({ limits: { connectionsPerAddress: 3 } });
    const held = Array.from({ length: 3 }, () => open(edge, '127.0.0.2'));
    await Promise.all(held.map((socket) => once(socket, 'connect')));
    await expect
      .poll(async () => {
        const one = open(edge, '127.0.0.2');
        return Promise.race([once(one, 'close').then(() => 'closed'), once(one, 'data')]);
      })
      .toBe('closed');
    const other = open(edge, '127.0.0.3');
    other.write('GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
    expect(await answerOf(other)).toMatch(/^HTTP\/1\.1 200 /);
    for (const socket of held) socket.destroy();
    await expect
      .poll(async () => {
        const again = open(edge, '127.0.0.2');
        again.write('GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
        return answerOf(again);
      })
      .toMatch(/^HTTP\/1\.1 200 /);
  });

  it('of another client replaces one of the address with the most connections', async () => {
    const edge = await another({ limits: { connections: 3 } });
    const held = Array.from({ length: 3 }, () => open(edge, '127.0.0.2'));
    await Promise.all(held.map((socket) => once(socket, 'connect')));
    const gone = once(held[0]!, 'close');
    const other = open(edge, '127.0.0.3');
    other.write('GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
    expect(await answerOf(other)).toMatch(/^HTTP\/1\.1 200 /);
    await gone;
    expect(held[2]!.destroyed).toBe(false);
  });

  it('beyond the limit of the process is closed at once', async () => {
    const edge = await another({ limits: { connections: 2 } });
    const held = [open(edge, '127.0.0.2'), open(edge, '127.0.0.3')];
    await Promise.all(held.map((socket) => once(socket, 'connect')));
    expect(await answerOf(open(edge, '127.0.0.4'))).toBe('');
  });
});

describe('the body of a request', () => {
  const post = (length: string, body: string): string =>
    `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n${length}\r\n\r\n${body}`;

  it('without a token is refused before it is read if it exceeds the anonymous limit', async () => {
    const edge = await another({ limits: { anonymousBodyBytes: 1_000 } });
    const socket = open(edge);
    socket.write(post('content-length: 1001', ''));
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 413 [^]*BODY_TOO_LARGE/);
    const query = `{ __typename } #${'x'.repeat(2_000)}`;
    const signedIn = edge.client.as(await edge.issuer.sign({ subject: 'ada', roles: [] }));
    expect(await signedIn.data(query)).toEqual({ __typename: 'Query' });
  });

  it('of unknown length is refused once it exceeds the limit', async () => {
    const edge = await another({ limits: { anonymousBodyBytes: 1_000 } });
    const socket = open(edge);
    socket.write(post('transfer-encoding: chunked', `3e8\r\n{${' '.repeat(999)}\r\n`));
    socket.write(`2\r\n  \r\n`);
    expect(await answerOf(socket)).toMatch(/^HTTP\/1\.1 413 [^]*BODY_TOO_LARGE/);
    const whole = open(edge);
    const body = JSON.stringify({ query: '{ __typename }' });
    whole.write(
      post('connection: close\r\ntransfer-encoding: chunked', `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`),
    );
    expect(await answerOf(whole)).toMatch(/^HTTP\/1\.1 200 [^]*"Query"/);
  });

  it("counts together with its client's other running requests, and with all requests", async () => {
    const edge = await another({ limits: { bodiesBytes: 4_000, anonymousBodyBytes: 1_000 } });
    const held = open(edge);
    held.write(post('content-length: 900', '{'));
    const refused = (): Promise<string> => {
      const next = open(edge);
      next.write(post('content-length: 900', '{'));
      return Promise.race([answerOf(next), once(next, 'data').then(([data]) => String(data as Buffer))]);
    };
    expect(await refused()).toMatch(/^HTTP\/1\.1 429 [^]*retry-after: 1\r\n[^]*RATE_LIMITED/);
    held.destroy();
    await expect.poll(async () => (await edge.client.send(`{ __typename } #${'x'.repeat(800)}`)).status).toBe(200);
  });

  it('of anonymous clients takes no room of signed-in clients', async () => {
    const edge = await another({ limits: { bodiesBytes: 16_000, anonymousBodyBytes: 4_000 } });
    const statuses = new Set<string>();
    for (let n = 1; n <= 6; n++) {
      const held = open(edge, `127.0.0.${n}`).on('data', (data) => statuses.add(String(data).slice(9, 12)));
      held.write(post('content-length: 4000', '{'));
    }
    await expect.poll(async () => [...statuses]).toContain('503');
    const ada = edge.client.as(await edge.issuer.sign({ subject: 'ada', roles: [] }));
    expect(await ada.data(`{ __typename } #${'x'.repeat(2_000)}`)).toEqual({ __typename: 'Query' });
  });

  it('frees its room if it waits behind another request and the connection breaks', async () => {
    const edge = await another({ limits: { bodiesBytes: 4_000, anonymousBodyBytes: 1_000 } });
    const slow = JSON.stringify({ query: 'mutation { fail(how: "slow") }' });
    for (let n = 0; n < 6; n++) {
      const broken = open(edge, `127.0.0.${n + 1}`);
      const length = `content-length: ${slow.length}`;
      broken.write(post(length, slow) + post('content-length: 900', '{'));
      await once(broken, 'connect');
      // The next request on another connection is read after these.
      expect((await fetch(`${edge.url}/health/live`)).status).toBe(200);
      broken.resetAndDestroy();
    }
    await expect.poll(async () => (await edge.client.send(`{ __typename } #${'x'.repeat(900)}`)).status).toBe(200);
  });
});

describe('a response', () => {
  const ids = Array.from({ length: 400 }, (_, n) => `${n} ${'x'.repeat(500)}`);
  const body = JSON.stringify({
    query: `query ($ids: [ID!]!) { ${Array.from({ length: 60 }, (_, n) => `a${n}: things(ids: $ids) { id }`).join(' ')} }`,
    variables: { ids },
  });
  const question = `POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const LARGE = { anonymousBodyBytes: 1_000_000 };
  /** Requests 12 MB and reads only the beginning, a few bytes at a time. */
  async function reluctant(edge: RunningEdge, localAddress: string): Promise<Socket> {
    const socket = open(edge, localAddress);
    socket.write(question);
    await once(socket, 'readable');
    const timer = setInterval(() => socket.read(16), 20);
    socket.once('close', () => clearInterval(timer));
    return socket;
  }

  it('that is read too slowly is finally aborted', async () => {
    const edge = await another({ reading: { patienceMs: 500, bytesPerSecond: 100_000_000 }, limits: LARGE });
    const socket = await reluctant(edge, '127.0.0.2');
    await expect.poll(async () => edge.connections()).toBe(0);
    socket.destroy();
  });

  it('makes room for others if its client has the most unread bytes', async () => {
    const edge = await another({ limits: { ...LARGE, answersBytes: 40_000_000 } });
    const honest = await reluctant(edge, '127.0.0.9');
    const held: Socket[] = [];
    for (let n = 0; n < 12; n++) held.push(await reluctant(edge, '127.0.0.2'));
    await expect.poll(async () => edge.connections()).toBeLessThanOrEqual(4);
    const rest = (async () => {
      let text = '';
      for await (const chunk of honest) text += String(chunk);
      return text;
    })();
    honest.write('GET /health/live HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
    expect(await rest).toMatch(/\{"status":"ok"\}$/);
  });
});
