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

/** Lets a program place valid and invalid orders; each invalid one must fail as documented, and one order is confirmed. */
export async function ordersFrom(language: 'python' | 'javascript', shop: OpenShop): Promise<void> {
  const folder = new ProgramFolder(shop.settings);
  const reference = `from ${language}`;
  try {
    const printed = (await folder[language](shop.address, reference)) as { placed: [string, string] };
    const failed = { mayHaveExecuted: 'false' };
    expect(printed).toEqual({
      placed: [printed.placed[0], printed.placed[0]],
      reused: { ...failed, code: 'INVALID_ARGUMENT', reason: 'IDEMPOTENCY_KEY_REUSED' },
      unknown: {
        ...failed,
        code: 'FAILED_PRECONDITION',
        reason: 'orders.UnknownProducts',
        skus: ['NO-SUCH-MUG'],
      },
      anonymous: { ...failed, code: 'UNAUTHENTICATED', reason: 'UNAUTHENTICATED' },
    });
    const order = await orderIn(shop.staff, printed.placed[0], 'CONFIRMED');
    expect(order.lines).toMatchObject([{ sku: 'MUG-BLUE', quantity: 2 }]);
    expect(await shop.count(reference)).toBe(1);
  } finally {
    folder.remove();
  }
}
