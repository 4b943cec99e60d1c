import { Logger } from '@nestjs/common';
import { ListProducts, UpsertProducts } from '@contracts/catalog';
import { RegisterCustomer } from '@contracts/customers';
import { ReceiveStock } from '@contracts/inventory';
import { runAtEdge, type MultilithRuntime } from '@multilith/runtime';
import { CUSTOMERS, PRODUCTS, UNITS_EACH } from './catalogue.js';

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
    const { edges } = await queryBus.execute(new ListProducts({ first: 1 }));
    if (edges.length > 0) return;
    for (const customer of CUSTOMERS)
      await commandBus.execute(new RegisterCustomer(customer, { idempotencyKey: `seed-${customer.customerId}` }));
    const lines = PRODUCTS.map(({ sku }) => ({ sku, quantity: UNITS_EACH }));
    await commandBus.execute(
      new ReceiveStock({ lines, reference: 'First delivery' }, { idempotencyKey: 'seed-stock' }),
    );
    await commandBus.execute(new UpsertProducts({ products: PRODUCTS }, { idempotencyKey: 'seed-products' }));
    new Logger('Shop').log(`Seeded ${PRODUCTS.length} products with stock, and ${CUSTOMERS.length} customers.`);
  });
}
