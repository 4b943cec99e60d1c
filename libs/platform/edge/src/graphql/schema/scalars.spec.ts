import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GraphqlAnswer } from '../../testing/graphql-client.js';
import { startEdge, type RunningEdge } from '../../../test/running-edge.js';

let edge: RunningEdge;
beforeAll(async () => {
  edge = await startEdge();
});
afterAll(() => edge?.stop());

const codes = ({ errors }: GraphqlAnswer<unknown>): string[] => errors.map(({ extensions }) => extensions.code);

describe('scalars', () => {
  it('accept money as a safe integer only', async () => {
    const amount = (value: unknown): Promise<GraphqlAnswer<{ amount: number }>> =>
      edge.client.send('query ($value: MinorUnits!) { amount(value: $value) }', { value });
    expect((await amount(Number.MAX_SAFE_INTEGER)).data.amount).toBe(Number.MAX_SAFE_INTEGER);
    for (const bad of [1.5, 2 ** 53, '12', null, true])
      expect(codes(await amount(bad)), String(bad)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });

  it('accept times with an offset only, and no invalid dates', async () => {
    const moment = (value: unknown): Promise<GraphqlAnswer<{ moment: string }>> =>
      edge.client.send('query ($value: DateTime!) { moment(value: $value) }', { value });
    expect((await moment('2011-12-09T12:50:00+01:00')).data.moment).toBe('2011-12-09T11:50:00.000Z');
    for (const bad of ['2011-12-09', '2011-12-09T12:50:00', '2011-02-30T00:00:00Z', '2011-13-01T00:00:00Z', 'now', 5])
      expect(codes(await moment(bad)), String(bad)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
  });
});
