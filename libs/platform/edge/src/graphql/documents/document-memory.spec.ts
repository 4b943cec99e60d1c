import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GraphqlClient } from '../../testing/graphql-client.js';
import { startEdge, type RunningEdge } from '../../../test/running-edge.js';

const MEGABYTE = 1024 * 1024;
/** Allowed growth: the size of the caches, and lazily compiled code. */
const MAX_GROWTH = 64 * MEGABYTE;
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let edge: RunningEdge;
let signedIn: GraphqlClient;
beforeAll(async () => {
  edge = await startEdge();
  signedIn = edge.client.as(await edge.issuer.sign({ subject: 'ada', roles: [] }));
});
afterAll(() => edge?.stop());

function heap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}
const repeated = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join('');
const padded = (n: number, size: number): string => `{ a${n}: __typename } #${'x'.repeat(size)}`;

/** Sends documents, four at a time, and returns the growth of the heap, with the codes of the responses. */
async function kept(
  count: number,
  documentOf: (n: number) => string,
  { client = edge.client, times = 1 }: { client?: GraphqlClient; times?: number } = {},
): Promise<[number, string[]]> {
  const codes = new Set<string>();
  const send = async (n: number): Promise<void> => {
    for (let time = 0; time < times; time++) {
      const { errors } = await client.send(documentOf(n));
      codes.add(errors[0]?.extensions.code ?? 'OK');
    }
  };
  await send(count);
  const before = heap();
  for (let n = 0; n < count; n += 4) await Promise.all([0, 1, 2, 3].map((k) => send(n + k)));
  const growth = heap() - before;
  if (process.env['SHOW_GROWTH']) process.stderr.write(`${Math.round(growth / MEGABYTE)} MB ${[...codes].join()}\n`);
  return [growth, [...codes]];
}

describe('documents that are sent once do not stay in memory', () => {
  it.each<[string, number, (n: number) => string, string[], number?]>([
    ['a comment of 1 MB', 200, (n) => padded(n, 1_040_000), ['BODY_TOO_LARGE']],
    ['a comment of 100 kB', 200, (n) => padded(n, 100_000), ['QUERY_TOO_LARGE']],
    ['a comment of 60 kB', 600, (n) => padded(n, 60_000), ['OK']],
    ['60 kB of empty comments', 400, (n) => `{ a${n}: __typename }\n${'#\n'.repeat(30_000)}`, ['OK']],
    ['9,000 values', 400, (n) => `{ a${n}: things(ids: [${repeated(4_500, (i) => `"${i % 10}" `)}]) { id } }`, ['OK']],
    ['480 fields, compiled', 200, (n) => `{ ${repeated(480, (i) => `a${n}_${i}: __typename `)} }`, ['OK'], 4],
    ['an unknown field', 600, (n) => `{ nope${n} } #${'x'.repeat(60_000)}`, ['GRAPHQL_VALIDATION_FAILED']],
    [
      'a hundred faults that repeat a long name',
      400,
      (n) => `query ${'q'.repeat(190)}${n} { ${repeated(100, (i) => `a${i}: amount(value: $v${i}) `)} }`,
      ['GRAPHQL_VALIDATION_FAILED'],
    ],
    [
      'fields that conflict in every pair',
      40,
      (n) =>
        `{ x: things(ids: ["${n}"]) { ${repeated(120, (i) => `a: next { a${i}: id } `)} } x: things(ids: ["${n}"]) { ${repeated(120, () => 'a: id ')} } }`,
      ['GRAPHQL_VALIDATION_FAILED'],
    ],
  ])('%s', async (_what, count, documentOf, codes, times = 1) => {
    const [growth, found] = await kept(count, documentOf, { times });
    expect(found).toEqual(codes);
    expect(growth).toBeLessThan(MAX_GROWTH);
  });

  it('a comment of 1 MB of a customer', async () => {
    const [growth, found] = await kept(200, (n) => padded(n, 1_000_000), { client: signedIn });
    expect(found).toEqual(['QUERY_TOO_LARGE']);
    expect(growth).toBeLessThan(MAX_GROWTH);
  });
});

describe('a name', () => {
  const long = 'n'.repeat(201);
  it.each([
    ['of an operation', `query ${long} { __typename }`],
    ['of a field', `{ ${long} }`],
    ['of a fragment', `{ ...${long} } fragment ${long} on Query { __typename }`],
  ])('%s of more than 200 characters is refused', async (_what, query) => {
    expect((await edge.client.send(query)).errors[0]?.extensions.code).toBe('QUERY_TOO_LARGE');
  });

  it('of the operation to execute of more than 200 characters is refused', async () => {
    const body = JSON.stringify({ query: '{ __typename }', operationName: long });
    const { status, errors } = await edge.client.post(body);
    expect([status, errors[0]?.extensions.code]).toEqual([400, 'BAD_REQUEST']);
  });
});

describe('the message of a validation error', () => {
  it('is cut: conflicting fields could make it millions of characters long', async () => {
    const { errors } = await edge.client.send(
      `{ x: things(ids: []) { ${repeated(120, (i) => `a: next { b${i}: id } `)} } x: things(ids: []) { ${repeated(120, () => 'a: id ')} } }`,
    );
    expect(errors.length).toBeGreaterThan(0);
    for (const { message } of errors) expect(message.length).toBeLessThan(1_100);
  });
});
