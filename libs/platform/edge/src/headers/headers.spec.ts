import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { ANSWER_HEADERS } from '@multilith/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEdge, type RunningEdge } from '../../test/running-edge.js';

let edge: RunningEdge;
const metrics = { contentType: 'text/plain', read: async () => 'up 1\n' };
beforeAll(async () => {
  edge = await startEdge({ metrics, allowedHosts: ['library.example'] });
});
afterAll(() => edge?.stop());

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** Sends a request with the given `Host`; `fetch` would set its own. */
async function send(
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
  body = '',
  url = edge.url,
): Promise<Answer> {
  const sent = request(`${url}${path}`, { method, headers });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [import('node:http').IncomingMessage];
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
  return { status: response.statusCode!, headers: response.headers, text };
}

/** Sends raw lines, and returns the response until the connection ends. */
async function sendRaw(...lines: readonly string[]): Promise<string> {
  const socket = connect(Number(new URL(edge.url).port), '127.0.0.1');
  socket.write(lines.map((line) => `${line}\r\n`).join(''));
  let text = '';
  for await (const chunk of socket.setEncoding('utf8')) text += String(chunk);
  return text;
}

const { 'content-security-policy': _ownPolicy, ...HARDENED } = ANSWER_HEADERS;
const SOCKET = [
  'GET /graphql HTTP/1.1',
  'host: localhost',
  'upgrade: websocket',
  'connection: upgrade',
  'sec-websocket-protocol: graphql-transport-ws',
];
const KEY = 'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==';
const html = { accept: 'text/html' };
const json = { 'content-type': 'application/json' };

describe('every response', () => {
  it.each<[string, Readonly<Record<string, string>>, string, string]>([
    ['/', {}, 'GET', ''],
    ['/', {}, 'HEAD', ''],
    ['/', {}, 'OPTIONS', ''],
    ['/status.json', {}, 'GET', ''],
    ['/health/live', {}, 'GET', ''],
    ['/health/ready', {}, 'GET', ''],
    ['/metrics', {}, 'GET', ''],
    ['/graphiql', {}, 'GET', ''],
    ['/docs', {}, 'GET', ''],
    ['/docs/architecture.md', {}, 'GET', ''],
    ['/.well-known/jwks.json', {}, 'GET', ''],
    ['/nothing', {}, 'GET', ''],
    ['/nothing', html, 'GET', ''],
    ['/%ff', {}, 'GET', ''],
    ['/%ff', html, 'GET', ''],
    ['/', { authorization: 'Bearer nonsense' }, 'GET', ''],
    ['/', { ...html, authorization: 'Bearer nonsense' }, 'GET', ''],
    ['/', { host: 'evil.example' }, 'GET', ''],
    ['/graphql', json, 'POST', '{"query":"{ __typename }"}'],
    ['/graphql', json, 'POST', '{"query":"{"}'],
    ['/graphql', json, 'POST', '{'],
    ['/graphql', { 'content-type': 'text/plain' }, 'POST', 'x'],
    ['/graphql?query={__typename}', {}, 'GET', ''],
    ['/graphql', {}, 'DELETE', ''],
  ])('%s with %j to %s has the protective headers', async (path, headers, method, body) => {
    const answer = await send(path, headers, method, body);
    expect(answer.headers).toMatchObject(HARDENED);
    const policy = answer.headers['content-security-policy'];
    expect(policy).toMatch(/^default-src 'none'; /);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(answer.headers).not.toHaveProperty('strict-transport-security');
  });

  it('has them also if a socket is refused', async () => {
    const answer = await sendRaw(
      'GET /graphql HTTP/1.1',
      'host: localhost',
      'upgrade: websocket',
      'connection: upgrade',
      '',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    for (const [name, value] of Object.entries(ANSWER_HEADERS)) expect(answer).toContain(`${name}: ${value}\r\n`);
  });

  it.each([
    ['no HTTP', 400, ['HELLO', '']],
    ['headers that go on and on', 431, ['GET / HTTP/1.1', 'host: localhost', `x: ${'x'.repeat(20_000)}`, '']],
  ])('has them also if bytes are %s', async (_what, status, lines) => {
    const answer = await sendRaw(...lines);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*"code":"BAD_REQUEST"`));
    for (const [name, value] of Object.entries(ANSWER_HEADERS)) expect(answer).toContain(`${name}: ${value}\r\n`);
  });

  it.each([
    ['of an expectation', 417, ['GET / HTTP/1.1', 'host: localhost', 'expect: wonders']],
    ['without a host', 400, ['GET / HTTP/1.1']],
    ['of the whole server', 400, ['OPTIONS * HTTP/1.1', 'host: localhost']],
    ['of no path', 400, ['GET * HTTP/1.1', 'host: localhost']],
    ['for a socket without a key', 400, SOCKET],
    ['for a socket of another version', 400, [...SOCKET, KEY, 'sec-websocket-version: 99']],
    ['for a socket by POST', 400, ['POST /graphql HTTP/1.1', ...SOCKET.slice(1), KEY, 'sec-websocket-version: 13']],
  ])('has them also for a request %s', async (_what, status, lines) => {
    const answer = await sendRaw(...lines, '');
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*"code":"BAD_REQUEST"`));
    for (const [name, value] of Object.entries(ANSWER_HEADERS)) expect(answer).toContain(`${name}: ${value}\r\n`);
  });

  it('has HSTS if the operator sets its max-age', async () => {
    const strict = await startEdge({ development: false, hstsSeconds: 31_536_000 });
    try {
      for (const path of ['/', '/health/live', '/nothing']) {
        const { headers } = await send(path, {}, 'GET', '', strict.url);
        expect(headers['strict-transport-security'], path).toBe('max-age=31536000');
      }
    } finally {
      await strict.stop();
    }
  });
});

describe('in development a request with another host', () => {
  it.each(['/', '/graphiql', '/status.json', '/metrics', '/docs', '/.well-known/jwks.json', '/nothing'])(
    'gets nothing of %s',
    async (path) => {
      for (const host of ['evil.example', 'evil.example:3000', 'localhost.evil.example', '10.0.0.1']) {
        const answer = await send(path, { host });
        expect([answer.status, JSON.parse(answer.text)]).toMatchObject([
          403,
          { errors: [{ extensions: { code: 'FOREIGN_HOST' }, message: expect.stringContaining('ALLOWED_HOSTS') }] },
        ]);
      }
    },
  );

  it('executes nothing', async () => {
    const answer = await send('/graphql', { ...json, host: 'evil.example' }, 'POST', '{"query":"{ __typename }"}');
    expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('FOREIGN_HOST')]);
  });

  it('opens no socket, even if its origin is that host', async () => {
    const upgrade = ['upgrade: websocket', 'connection: upgrade', 'sec-websocket-protocol: graphql-transport-ws'];
    const answer = await sendRaw(
      'GET /graphql HTTP/1.1',
      'host: evil.example',
      'origin: http://evil.example',
      ...upgrade,
      '',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 403 [^]*FOREIGN_HOST/);
  });

  it('is accepted by health checks, and if ALLOWED_HOSTS lists the host', async () => {
    expect((await send('/health/live', { host: '10.0.0.1:3000' })).status).toBe(200);
    expect((await send('/', { host: 'library.example' })).status).toBe(200);
    expect((await send('/healthy', { host: '10.0.0.1:3000' })).status).toBe(403);
  });

  it('includes one without a host', async () => {
    expect(await sendRaw('GET / HTTP/1.0', '')).toMatch(/^HTTP\/1\.1 403 /);
  });
});

describe('GraphiQL', () => {
  const TOKEN = /Bearer eyJ/;

  it('is signed in for a developer on this machine', async () => {
    for (const host of ['localhost:3000', '127.0.0.1', '[::1]:3000'])
      expect((await send('/graphiql', { host })).text).toMatch(TOKEN);
  });

  it.each([
    ['x-forwarded-for', '203.0.113.7'],
    ['x-forwarded-for', '127.0.0.1'],
    ['X-Forwarded-Host', 'library.example'],
    ['x-forwarded-proto', 'https'],
    ['x-forwarded-prefix', ''],
    ['forwarded', 'for=203.0.113.7'],
    ['via', '1.1 tunnel'],
    ['x-real-ip', '203.0.113.7'],
    ['cf-connecting-ip', '203.0.113.7'],
    ['true-client-ip', '203.0.113.7'],
    ['host', 'library.example'],
  ])('contains no token with %s: %s', async (name, value) => {
    const answer = await send('/graphiql', { [name]: value });
    expect(answer.status).toBe(200);
    expect(answer.text).not.toMatch(TOKEN);
  });

  it('contains no token for an HTTP/1.0 proxy, which adds no header', async () => {
    const answer = await sendRaw('GET /graphiql HTTP/1.0', 'host: localhost:3000', '');
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).not.toMatch(TOKEN);
  });

  it('allows only the scripts of its page', async () => {
    const { createHash } = await import('node:crypto');
    for (const headers of [{}, { via: '1.1 tunnel' }] as Record<string, string>[]) {
      const page = await send('/graphiql', headers);
      const policy = String(page.headers['content-security-policy']);
      const hashes = [...page.text.matchAll(/<script[^>]*>([^]*?)<\/script>/g)].map(
        ([, script]) => `'sha256-${createHash('sha256').update(script!).digest('base64')}'`,
      );
      expect(hashes.length).toBeGreaterThan(0);
      expect(policy).toContain(`script-src ${hashes.join(' ')};`);
      expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/);
    }
  });
});
