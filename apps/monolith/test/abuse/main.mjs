// `npm run abuse`: the shop with a heap of 512 MB, abused at every door for five minutes (ABUSE_SECONDS), while a customer
// shops. The process has to live, its memory has to come back, and the customer must not notice.
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const SECONDS = Number(process.env.ABUSE_SECONDS ?? 300);
const HEAP_MB = 512;
const MOST_LEFT_MB = 50;
const MOST_P99_MS = 500;
const PAUSE_MS = 100;
/** Time for connections to be closed and memory to be given back, afterwards. */
const REST_MS = 45_000;

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const root = resolve(here('../../../..'));
const dataDir = mkdtempSync(join(tmpdir(), 'abused-shop-'));
// The server of the embedded database may run as another user, which needs access to the folder.
chmodSync(dataDir, 0o755);
const memoryFile = join(dataDir, 'memory.json');
const shop = spawn(
  process.execPath,
  [
    `--max-old-space-size=${HEAP_MB}`,
    '--import',
    pathToFileURL(here('tell-memory.mjs')).href,
    '--enable-source-maps',
    join(root, 'apps/monolith/dist/main.js'),
  ],
  {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      DATA_DIR: dataDir,
      PORT: '0',
      METRICS: 'on',
      METRICS_PORT: '0',
      SHIPPING_DELAY: '1h',
      NOTIFICATIONS_FOLDER: join(dataDir, 'mail'),
      LOG_FORMAT: 'json',
      LOG_LEVEL: 'warn',
      MEMORY_FILE: memoryFile,
      ...shopSettings(),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  },
);
let output = '';
for (const stream of [shop.stdout, shop.stderr])
  stream.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-200_000)));
let ended;
shop.on('exit', (code, signal) => (ended = `${code ?? signal}`));

/** Settings of the shop that the caller tries out. */
function shopSettings() {
  const own = /^(?:MAX_|RATE_LIMIT_|HEADERS_|KEEP_ALIVE_|REQUEST_TIMEOUT|ORDERS_|DATABASE_URL|OVERLOAD_MS)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => own.test(name)));
}
async function until(look, what) {
  for (let end = Date.now() + 120_000; Date.now() < end; await sleep(100)) {
    const found = await look();
    if (found) return found;
    if (ended !== undefined) break;
  }
  throw new Error(`${what} ${ended === undefined ? 'in time' : `, the shop ended with ${ended}`}:\n${output}`);
}
async function memory() {
  rmSync(memoryFile, { force: true });
  shop.kill('SIGUSR2');
  await until(() => existsSync(memoryFile) && readFileSync(memoryFile, 'utf8').endsWith('}'), 'No memory was told');
  const { rss, heapUsed, external } = JSON.parse(readFileSync(memoryFile, 'utf8'));
  return Object.fromEntries(
    Object.entries({ rss, heapUsed, external }).map(([kind, bytes]) => [kind, Math.round(bytes / 2 ** 20)]),
  );
}
const percentile = (sorted, share) =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN);

/** Looks at products and orders, again and again, for some time. Returns the times of all answers and what went wrong. */
async function shopping(url, token, seconds) {
  const times = [];
  const faults = {};
  for (let end = Date.now() + seconds * 1_000, round = 0; Date.now() < end && ended === undefined; round++) {
    const query =
      round % 10 === 0
        ? 'mutation { placeOrder(input: { customerId: "ann", lines: [{ sku: "MUG-BLUE", quantity: 1 }] }) { orderId } }'
        : '{ products(first: 20) { nodes { sku name price stock { onHand } } } orders(first: 10) { nodes { orderId state total } } }';
    const started = performance.now();
    const fault = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    })
      .then((response) => response.json())
      .then(({ errors }) => errors?.[0].extensions.code)
      .catch((error) => error.cause?.code ?? error.message);
    times.push(performance.now() - started);
    if (fault) faults[fault] = (faults[fault] ?? 0) + 1;
    await sleep(PAUSE_MS);
  }
  times.sort((a, b) => a - b);
  return {
    requests: times.length,
    p50: percentile(times, 0.5),
    p99: percentile(times, 0.99),
    longest: percentile(times, 1),
    faults,
  };
}

const failures = [];
let abusers;
try {
  const url = await until(
    () =>
      /"url":"?(http[^"\s]+)|Listening at (http:\/\/[\w.:]+)/.exec(output)?.slice(1).find(Boolean) ??
      /http:\/\/localhost:\d+/.exec(output)?.[0],
    'The shop did not start',
  );
  const metricsUrl = /Metrics at (http[^"\s]+)/.exec(output)?.[1] ?? `${url}/metrics`;
  const { DevelopmentIssuer } = await import('@multilith/edge');
  const issuer = await DevelopmentIssuer.open(dataDir);
  const staff = await issuer.sign({ subject: 'till', roles: ['sales', 'warehouse', 'catalog'] });
  const [ann, mallory] = await Promise.all(['ann', 'mallory'].map((subject) => issuer.sign({ subject, roles: [] })));
  for (const customer of ['ann', 'mallory'])
    await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${staff}` },
      body: JSON.stringify({
        query: `mutation { registerCustomer(input: { customerId: "${customer}", name: "${customer}", country: "France" }) { customerId } receiveStock(input: { lines: [{ sku: "MUG-BLUE", quantity: 100000 }] }) { units } }`,
      }),
    });
  const calm = await shopping(url, ann, Math.min(20, SECONDS));
  const before = await memory();
  console.log('before', before, 'the customer', calm);

  abusers = fork(here('abusers.mjs'), [url, metricsUrl, mallory]);
  const watch = setInterval(
    () =>
      void memory().then(
        (now) => console.log('meanwhile', now),
        () => {},
      ),
    60_000,
  );
  const abused = await shopping(url, ann, SECONDS);
  clearInterval(watch);
  abusers.send('enough');
  const [counts] = await once(abusers, 'message');
  console.log('what was done, and how it ended:', counts);
  console.log('the customer meanwhile', abused);
  await sleep(REST_MS);
  const after = await memory();
  console.log('afterwards', after);

  if (Object.keys(abused.faults).length > 0) failures.push(`the customer met ${JSON.stringify(abused.faults)}`);
  if (abused.p99 >= MOST_P99_MS) failures.push(`the customer's p99 was ${abused.p99} ms`);
  for (const kind of ['heapUsed', 'external'])
    if (after[kind] - before[kind] > MOST_LEFT_MB) failures.push(`${kind} grew by ${after[kind] - before[kind]} MB`);
} catch (error) {
  failures.push(error.stack);
} finally {
  abusers?.kill();
  if (ended === undefined) {
    shop.kill('SIGTERM');
    await once(shop, 'exit');
  } else failures.push(`the shop ended with ${ended}:\n${output.slice(-3_000)}`);
  rmSync(dataDir, { recursive: true, force: true });
}
console.log(failures.length === 0 ? 'HELD' : `FAILED: ${failures.join('; ')}`);
process.exitCode = failures.length === 0 ? 0 : 1;
