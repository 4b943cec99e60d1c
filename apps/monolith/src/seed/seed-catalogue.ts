import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { ListProducts, UpsertProducts } from '@contracts/catalog';
import { RegisterCustomer } from '@contracts/customers';
import { ReceiveStock } from '@contracts/inventory';
import { RemoteCallError } from '@multilith/runtime';
import { runAtEdge, type MultilithRuntime } from '@multilith/runtime/host';
import { CUSTOMERS, PRODUCTS, UNITS_EACH } from './catalogue.js';

const logger = new Logger('Shop');
const PRINCIPAL = { subject: 'seed', roles: ['sales', 'warehouse', 'catalog'] };

/**
 * Gives a shop without products a small catalogue, a delivery of it and two customers. Each step carries a key, so that
 * one that was interrupted, or that two instances take at once, takes effect once. Products come last: a shop that has
 * some is complete, or is not ours to fill.
 */
export async function seedCatalogue({
  commandBus,
  queryBus,
}: Pick<MultilithRuntime, 'commandBus' | 'queryBus'>): Promise<void> {
  await runAtEdge({ principal: PRINCIPAL }, async () => {
    const { edges } = await whenThere(() => queryBus.execute(new ListProducts({ first: 1 })));
    if (edges.length > 0) return;
    for (const customer of CUSTOMERS)
      await whenThere(() =>
        commandBus.execute(new RegisterCustomer(customer, { idempotencyKey: `seed-${customer.customerId}` })),
      );
    const lines = PRODUCTS.map(({ sku }) => ({ sku, quantity: UNITS_EACH }));
    await whenThere(() =>
      commandBus.execute(new ReceiveStock({ lines, reference: 'First delivery' }, { idempotencyKey: 'seed-stock' })),
    );
    await whenThere(() =>
      commandBus.execute(new UpsertProducts({ products: PRODUCTS }, { idempotencyKey: 'seed-products' })),
    );
    logger.log(`Seeded ${PRODUCTS.length} products with stock, and ${CUSTOMERS.length} customers.`);
  });
}

/** How long the host of a context may take to start beside this one, in milliseconds. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 200;

/** Does something once the host of the context is there; all hosts of a shop may start at the same moment. */
async function whenThere<T>(work: () => Promise<T>): Promise<T> {
  for (const until = Date.now() + PATIENCE_MS; ; await sleep(PAUSE_MS))
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RemoteCallError) || error.code !== 'UNAVAILABLE' || Date.now() > until) throw error;
    }
}
