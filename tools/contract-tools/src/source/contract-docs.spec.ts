import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeWorkspace } from '../workspace.fixture.js';
import { ContractDocs } from './contract-docs.js';

const SHARED = `
import { z } from 'zod';
/** Code of a product. */
export const Sku = z.string();
/** One page of a list. */
export const page = (item: z.ZodType) => z.object({ /** The items. */ items: z.array(item), /** Whether there is more. */ more: z.boolean() });
export function pageRequest() {
  return { /** How many items. */ first: z.int() };
}
`;

const ORDERS = `
import { Sku, page, pageRequest } from '@contracts/shared';
import { command as declare, contractError, query } from '@multilith/contract';
import { z } from 'zod';
import { Line } from './line.js';

/**
 * Where an order
 * stands.
 *
 * - \`OPEN\`: placed; stock is
 *   under way.
 * - \`DONE\`: final.
 */
export const State = z.enum(['OPEN', 'DONE']);

/** An order. */
export const Order = z.object({ /** Its number. */ number: z.int(), lines: z.array(Line.pick({ sku: true })).min(1) });

/**
 * Places an order; see {@link Order}.
 *
 * @example new PlaceOrder({})
 */
export class PlaceOrder extends declare('orders.PlaceOrder', {
  input: z.object({
    /** At least one. */
    lines: z.array(Line.extend({ /** Of one unit. */ price: z.int() })).min(1),
    note: Order.shape.number,
    /** Own words. */
    again: Order.shape.number.optional(),
    // No doc comment.
    plain: z.string(),
  }),
  errors: [Closed],
}) {}

/** In version 2. */
export class ListOrders extends query('orders.ListOrders', {
  version: 2,
  input: z.object({ ...pageRequest(), /** Only these. */ state: State.optional() }),
  output: page(Order),
}) {}

/** We are closed. */
export class Closed extends contractError('orders.Closed', { data: z.object({ /** When it opens. */ until: z.date() }) }) {}
`;

function docsOf(files: Record<string, string>): ContractDocs {
  const root = writeWorkspace({
    'libs/contracts/shared/src/index.ts': SHARED,
    'libs/contracts/orders/src/line.ts': `
      import { Sku } from '@contracts/shared';
      export const Line = z.object({ /** What is bought. */ sku: Sku, /** In units. */ quantity: z.int() });`,
    ...files,
  });
  mkdirSync(join(root, 'node_modules/@contracts'), { recursive: true });
  symlinkSync(join(root, 'libs/contracts/shared'), join(root, 'node_modules/@contracts/shared'));
  return new ContractDocs(root, 'libs/contracts/orders');
}

describe('the doc comments of a contract', () => {
  const docs = (): ContractDocs => docsOf({ 'libs/contracts/orders/src/index.ts': ORDERS });

  it('are those of its message classes, without tags and with the names of links', () => {
    expect(docs().message('orders.PlaceOrder', 1).text).toBe('Places an order; see Order.');
  });

  it('belong to one version', () => {
    expect(docs().message('orders.ListOrders', 2).text).toBe('In version 2.');
    expect(docs().message('orders.ListOrders', 1).text).toBeUndefined();
  });

  it('are those of fields by path, through lists, picked and extended objects, and fields of other schemas', () => {
    expect(Object.fromEntries(docs().message('orders.PlaceOrder', 1).fields)).toEqual({
      lines: 'At least one.',
      'lines.sku': 'What is bought.',
      'lines.quantity': 'In units.',
      'lines.price': 'Of one unit.',
      note: 'Its number.',
      again: 'Own words.',
    });
  });

  it('are found through spreads and functions of other packages, and in what is passed to them', () => {
    const { fields, answer } = docs().message('orders.ListOrders', 2);
    expect(Object.fromEntries(fields)).toEqual({ first: 'How many items.', state: 'Only these.' });
    expect(Object.fromEntries(answer)).toMatchObject({
      items: 'The items.',
      'items.number': 'Its number.',
      'items.lines.sku': 'What is bought.',
      more: 'Whether there is more.',
    });
  });

  it('are those of errors and their data', () => {
    const { text, fields } = docs().error('orders.Closed');
    expect([text, fields.get('until')]).toEqual(['We are closed.', 'When it opens.']);
  });

  it('are those of exported types, of the package and of those that it imports; lists keep their lines', () => {
    expect(docs().type('State').text).toBe(
      'Where an order stands.\n\n- `OPEN`: placed; stock is under way.\n- `DONE`: final.',
    );
    expect(docs().type('Sku').text).toBe('Code of a product.');
  });

  it('are missing where a package has no sources', () => {
    expect(docsOf({}).message('orders.PlaceOrder', 1)).toEqual({
      text: undefined,
      fields: new Map(),
      answer: new Map(),
    });
  });
});
