import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEdge, type RunningEdge } from '../../test/running-edge.js';

/** So slow that nothing is refilled while a test runs. */
const FEW = { perSecond: 0.001, burst: 5 };
let edge: RunningEdge;
beforeAll(async () => {
  edge = await startEdge({
    limits: {
      anonymous: FEW,
      signedIn: FEW,
      staff: { perSecond: 0.001, burst: 50 },
      staffRoles: ['sales'],
      trustedProxies: ['127.0.0.1'],
    },
  });
});
afterAll(() => edge?.stop());

/** Sends requests from an address; the test acts as the proxy. */
let addresses = 0;
const newAddress = (): Record<string, string> => ({ 'x-forwarded-for': `192.0.2.${++addresses}` });
const as = async (subject: string, ...roles: string[]) => edge.client.as(await edge.issuer.sign({ subject, roles }));
const things = (count: number): string => `{ things(ids: [${'"x" '.repeat(count)}]) { id } }`;

describe('the rate of requests', () => {
  it('without a token is limited per address, with Retry-After', async () => {
    const address = newAddress();
    for (let n = 0; n < 5; n++) expect((await edge.client.send('{ __typename }', {}, address)).status).toBe(200);
    const { status, headers, errors } = await edge.client.send('{ __typename }', {}, address);
    expect([status, errors[0]?.extensions.code]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await fetch(edge.url, { headers: address })).status).toBe(429);
    expect((await edge.client.send('{ __typename }', {}, newAddress())).status).toBe(200);
  });

  it('never limits health checks', async () => {
    const address = newAddress();
    for (let n = 0; n < 20; n++)
      expect((await fetch(`${edge.url}/health/ready`, { headers: address })).status).toBe(200);
  });

  it('counts invalid tokens', async () => {
    const address = newAddress();
    const statuses: number[] = [];
    for (let n = 0; n < 7; n++) statuses.push((await edge.client.as('nonsense').send('{ a }', {}, address)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    // Clients at the same address with a token are not affected.
    expect((await (await as('cleo')).send('{ __typename }', {}, address)).status).toBe(200);
  });

  it('with a token is limited per principal, whatever its address, with a higher limit for staff', async () => {
    const [ada, bob, staff] = [await as('ada'), await as('bob'), await as('till', 'sales')];
    for (let n = 0; n < 5; n++) expect((await ada.send('{ __typename }', {}, newAddress())).status).toBe(200);
    expect((await ada.send('{ __typename }', {}, newAddress())).status).toBe(429);
    expect((await bob.send('{ __typename }')).status).toBe(200);
    for (let n = 0; n < 40; n++) expect((await staff.send('{ __typename }')).status).toBe(200);
  });

  it('counts further commands of a request, and large responses, as further requests', async () => {
    const mutation = 'mutation { a: fail(how: "no") b: fail(how: "no") c: fail(how: "no") d: fail(how: "no") }';
    const carl = await as('carl');
    expect((await carl.send(mutation)).status).toBe(200);
    const refused = await carl.send(mutation);
    expect([refused.status, refused.data, refused.errors[0]?.extensions]).toEqual([
      429,
      undefined,
      { code: 'RATE_LIMITED', retryAfter: expect.any(Number) },
    ]);
    expect(refused.headers.get('retry-after')).not.toBeNull();
    const dora = await as('dora');
    expect((await dora.send(things(3_900))).status).toBe(200);
    expect((await dora.send(things(3_900))).status).toBe(429);
    const query = 'query ($ids: [ID!]!) { things(ids: $ids) { id } }';
    const emil = await as('emil');
    const ids = Array.from({ length: 3_900 }, (_, n) => String(n));
    expect((await emil.send(query, { ids })).status).toBe(200);
    expect((await emil.send(query, { ids: [] })).status).toBe(429);
  });
});

it('logs once that a proxy may be the limited client', async () => {
  const warned: unknown[] = [];
  const ignore = (): void => {};
  const logger = { log: ignore, error: ignore, debug: ignore, warn: (text: unknown) => void warned.push(text) };
  const behind = await startEdge({ limits: { anonymous: FEW }, logger });
  try {
    for (let n = 0; n < 8; n++) await behind.client.send('{ __typename }', {}, newAddress());
    expect(warned).toEqual([expect.stringMatching(/127\.0\.0\.1 .*set TRUSTED_PROXIES/)]);
  } finally {
    await behind.stop();
  }
});

describe('a mutation', () => {
  it('has at most ten root fields, those of fragments counted', async () => {
    const fields = (count: number): string =>
      Array.from({ length: count }, (_, index) => `f${count}_${index}: fail(how: "no")`).join(' ');
    const staff = await as('till 2', 'sales');
    expect((await staff.send(`mutation { ${fields(10)} }`)).status).toBe(200);
    for (const query of [
      `mutation { ${fields(11)} }`,
      `mutation { ${fields(6)} ...F } fragment F on Mutation { ${fields(5)} }`,
      `mutation { ${fields(6)} ... on Mutation { ${fields(5)} } }`,
    ])
      expect((await staff.send(query)).errors[0]).toMatchObject({
        message: 'The mutation has 11 root fields, more than 10. Send several requests.',
        extensions: { code: 'QUERY_TOO_LARGE' },
      });
    const query = `{ ${Array.from({ length: 11 }, (_, index) => `a${index}: __typename`).join(' ')} }`;
    expect((await staff.send(query)).status).toBe(200);
  });
});
