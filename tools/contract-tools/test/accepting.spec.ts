import { event } from '@multilith/contract';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { GateWorkspace } from './gate-workspace.js';

const key = (): string => 'key';
const placed = (fields: z.ZodRawShape) =>
  class extends event('orders.OrderPlaced', { payload: z.object(fields), key }) {};
const OrderPlaced = placed({ total: z.int() });
const OrderPlacedNarrowed = placed({ total: z.int().min(1) });
const CODE = { 'nx.json': '{ "defaultBase": "main" }' };

describe('accepting a breaking change', () => {
  it('accepts a finding for its change alone, with a reason, and says when that is no longer needed', async () => {
    const workspace = new GateWorkspace(CODE).lock('orders', OrderPlaced).branch();
    workspace.lock('orders', OrderPlacedNarrowed);
    const id = /--accept (orders-\w+)/.exec((await workspace.compat()).output)![1]!;

    expect(await workspace.compat('--accept', id)).toMatchObject({
      code: 1,
      output: expect.stringContaining('CONTRACT_ACCEPTANCE_INVALID'),
    });
    expect(await workspace.compat('--accept', 'orders-000', '--reason', 'x')).toMatchObject({
      code: 1,
      output: expect.stringContaining("no breaking finding 'orders-000'"),
    });
    expect(await workspace.compat('--accept', id, '--reason', 'no order ever was free')).toMatchObject({ code: 0 });
    expect(workspace.read('libs/contracts/orders/contract.accepted.json')).toEqual({
      accepted: [
        { id, finding: 'orders.OrderPlaced v1 history total: minimum none → 1', reason: 'no order ever was free' },
      ],
    });
    expect(await workspace.compat()).toMatchObject({
      code: 0,
      output: expect.stringContaining('accepted no order ever was free'),
    });

    // Another change of the same field is another finding.
    workspace.lock(
      'orders',
      class extends event('orders.OrderPlaced', { payload: z.object({ total: z.int().min(2) }), key }) {},
    );
    expect(await workspace.compat()).toMatchObject({
      code: 1,
      output: expect.stringContaining(`accepts ${id}, which is no longer a finding`),
    });
    // A change elsewhere leaves it accepted.
    workspace.lock(
      'orders',
      class extends event('orders.OrderPlaced', {
        payload: z.object({ total: z.int().min(1), note: z.string().optional() }),
        key,
      }) {},
    );
    expect(await workspace.compat()).toMatchObject({ code: 0 });
    workspace.lock('orders', OrderPlaced);
    expect(await workspace.compat()).toMatchObject({ code: 0, output: expect.stringContaining('remove it') });
  });

  it.each([
    ['text that is not JSON', '{', 'is not JSON'],
    ['no list', '{}', "has no list 'accepted'"],
    ['an entry without an id', '{ "accepted": [{ "reason": "x" }] }', 'without an id'],
    [
      'an entry without a reason',
      '{ "accepted": [{ "id": "orders-1", "reason": " " }] }',
      'accepts orders-1 without a reason',
    ],
  ])('refuses a list of accepted findings with %s', async (_what, text, problem) => {
    const workspace = new GateWorkspace(CODE).lock('orders', OrderPlaced).branch();
    workspace.write('libs/contracts/orders/contract.accepted.json', text);
    expect(await workspace.compat()).toMatchObject({ code: 1, output: expect.stringContaining(problem) });
  });
});
