// The other side of `npm run abuse`: strangers and one hostile customer at every door of the shop, in a process of their own.
// Arguments: the URL of the shop, that of its metrics, and the token of the customer.
import { randomInt } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { WebSocket } from 'ws';

const [url, metricsUrl, token] = process.argv.slice(2);
const { port } = new URL(url);
const agents = new Map();
const counts = {};
let n = 0;

const count = (what) => (counts[what] = (counts[what] ?? 0) + 1);
/** Linux answers at every 127.x.y.z; elsewhere there is one address. */
const address = () =>
  process.platform === 'linux' ? `127.${randomInt(1, 5)}.${randomInt(1, 6)}.${randomInt(1, 11)}` : '127.0.0.1';
function agentOf(localAddress) {
  let agent = agents.get(localAddress);
  if (!agent) agents.set(localAddress, (agent = new Agent({ keepAlive: true, maxSockets: 2, localAddress })));
  return agent;
}
/** Sends a request and counts the status of its answer. */
function send(what, path, { method = 'GET', body, headers = {}, base = url } = {}) {
  return new Promise((resolve) => {
    const end = (result) => resolve(void count(`${what}: ${result}`));
    const localAddress = address();
    const options = {
      method,
      agent: agentOf(localAddress),
      localAddress,
      headers: {
        ...(body === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
        ...headers,
      },
    };
    const request = httpRequest(new URL(path, base), options, (response) => {
      response
        .resume()
        .on('error', () => end('broken'))
        .on('close', () => end(response.statusCode));
    });
    request.on('error', (error) => end(error.code)).setTimeout(20_000, () => request.destroy());
    request.end(body);
  });
}
const graphql = (what, query, { as, ...rest } = {}) =>
  send(what, '/graphql', {
    method: 'POST',
    body: JSON.stringify({ query, ...rest }),
    headers: as ? { authorization: `Bearer ${as}` } : {},
  });
const repeated = (times, part) => Array.from({ length: times }, (_, i) => part(i)).join(' ');
/** A connection that is held for some seconds, with something said now and then. */
function hold(what, head, part, seconds) {
  const socket = connect({ port, host: '127.0.0.1', localAddress: address() });
  socket
    .on('error', () => {})
    .resume()
    .on('close', () => count(`${what}: closed`));
  socket.write(head);
  const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write(part)), 1_000);
  setTimeout(() => socket.destroy(), seconds * 1_000);
}
function socketOf(what, headers, after) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws', {
    headers,
    localAddress: address(),
  });
  socket
    .on('error', () => {})
    .on('close', (code) => count(`${what}: ${code}`))
    .on('open', () => after?.(socket));
  setTimeout(() => socket.terminate(), 5_000);
}

const ORDER = '{ customerId: "mallory", lines: [{ sku: "MUG-BLUE", quantity: 1 }] }';
const POST = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
/** What is done, and how often a second. */
const ABUSE = {
  'a body of 1 MB': [5, (what) => graphql(what, `{ a${n++}: __typename } #${'x'.repeat(1_000_000)}`)],
  'a comment of 60 kB': [30, (what) => graphql(what, `{ a${n++}: __typename } #${'x'.repeat(60_000)}`)],
  'empty comments': [5, (what) => graphql(what, `{ a${n++}: __typename }\n${'#\n'.repeat(30_000)}`)],
  'many tokens': [
    5,
    (what) =>
      graphql(
        what,
        `{ a${n++}: __type(name: "${'x '.repeat(10)}") { name } ${repeated(400, (i) => `b${i}: __typename @include(if: true)`)} }`,
      ),
  ],
  'a hundred faults': [
    10,
    (what) => graphql(what, `query q${n++} { ${repeated(100, (i) => `a${i}: nope(x: $v${i})`)} }`),
  ],
  'a long name': [10, (what) => graphql(what, `query q${'x'.repeat(50_000)} { __typename }`)],
  'the costliest list': [
    10,
    (what) => graphql(what, `{ a${n++}: products(first: 100) { nodes { sku name stock { onHand } } } }`),
  ],
  'a forged token': [30, (what) => graphql(what, '{ __typename }', { as: `${token.slice(0, -8)}AAAAAAAA` })],
  'orders of one customer': [
    60,
    (what) =>
      graphql(
        what,
        `mutation { placeOrder(input: ${ORDER}, idempotencyKey: "${'k'.repeat(140)}${n++}") { orderId } }`,
        { as: token },
      ),
  ],
  'twenty orders in one request': [
    5,
    (what) =>
      graphql(what, `mutation { ${repeated(20, (i) => `o${i}: placeOrder(input: ${ORDER}) { orderId }`)} }`, {
        as: token,
      }),
  ],
  'a megabyte of variables': [
    5,
    (what) =>
      graphql(what, 'query ($x: [ID!]) { __typename }', {
        as: token,
        variables: { x: Array.from({ length: 90_000 }, (_, i) => `${i}`) },
      }),
  ],
  pages: [20, (what) => send(what, ['/', '/status.json', `/nowhere/${n++}`, '/metrics'][n % 4])],
  health: [50, (what) => send(what, '/health/ready')],
  metrics: [5, (what) => send(what, '', { base: metricsUrl })],
  'slow heads': [8, (what) => hold(what, 'GET / HTTP/1.1\r\nhost: localhost\r\n', 'x-more: 1\r\n', 40)],
  'slow bodies': [8, (what) => hold(what, `${POST}content-length: 100000\r\n\r\n{`, ' ', 40)],
  'endless chunks': [
    4,
    (what) => hold(what, `${POST}transfer-encoding: chunked\r\n\r\n`, `1000\r\n${' '.repeat(4096)}\r\n`, 40),
  ],
  garbage: [5, (what) => hold(what, Buffer.from([0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3]), 'x', 5)],
  'sockets that do not sign in': [40, (what) => socketOf(what, {})],
  'sockets with forged tokens': [10, (what) => socketOf(what, { authorization: 'Bearer nonsense' })],
  'sockets that flood': [
    3,
    (what) =>
      socketOf(what, { authorization: `Bearer ${token}` }, (socket) => {
        socket.send('{"type":"connection_init"}');
        for (let i = 0; i < 500 && socket.readyState === socket.OPEN; i++)
          socket.send(
            JSON.stringify({
              id: `${i}`,
              type: 'subscribe',
              payload: { query: `subscription { orderChanged(orderId: "${i}") { state } }` },
            }),
          );
      }),
  ],
  'reset upgrades': [
    10,
    () => {
      const socket = connect({ port, host: '127.0.0.1', localAddress: address() }).on('error', () => {});
      socket.write('GET /x HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n', () =>
        socket.resetAndDestroy(),
      );
      count('reset upgrades');
    },
  ],
};
/** More than that of one kind at a time says nothing new. */
const MAX_RUNNING = 40;

for (const [what, [perSecond, act]] of Object.entries(ABUSE)) {
  let running = 0;
  setInterval(() => {
    if (running >= MAX_RUNNING) return;
    running++;
    void Promise.resolve(act(what)).finally(() => running--);
  }, 1_000 / perSecond);
}
process.on('message', () => process.send(counts, () => process.exit()));
process.on('disconnect', () => process.exit());
