import { expect } from 'vitest';
import { GraphqlClient } from '@multilith/edge/testing';
import { orderIn } from '../checkout.js';
import { ProgramFolder } from './program-folder.js';

/** The shop that programs of other companies order from. */
export interface OpenShop {
  /** Address of the gRPC server of orders. */
  readonly address: string;
  /** Environment of the programs: the key with which they sign people in, and their certificates, if any. */
  readonly settings: Readonly<Record<string, string>>;
  readonly staff: GraphqlClient;
  /** Counts the orders with a reference. */
  count(reference: string): Promise<number>;
}

/** Has a program place orders, right and wrong ones; the shop must tell it so, and keep one order, which it confirms. */
export async function ordersFrom(language: 'python' | 'javascript', shop: OpenShop): Promise<void> {
  const folder = new ProgramFolder(shop.settings);
  const reference = `from ${language}`;
  try {
    const told = (await folder[language](shop.address, reference)) as { placed: [string, string] };
    const failed = { mayHaveExecuted: 'false' };
    expect(told).toEqual({
      placed: [told.placed[0], told.placed[0]],
      reused: { ...failed, code: 'INVALID_ARGUMENT', reason: 'IDEMPOTENCY_KEY_REUSED' },
      unknown: {
        ...failed,
        code: 'FAILED_PRECONDITION',
        reason: 'orders.UnknownProducts',
        skus: ['NO-SUCH-MUG'],
      },
      anonymous: { ...failed, code: 'UNAUTHENTICATED', reason: 'UNAUTHENTICATED' },
    });
    const order = await orderIn(shop.staff, told.placed[0], 'CONFIRMED');
    expect(order.lines).toMatchObject([{ sku: 'MUG-BLUE', quantity: 2 }]);
    expect(await shop.count(reference)).toBe(1);
  } finally {
    folder.remove();
  }
}
