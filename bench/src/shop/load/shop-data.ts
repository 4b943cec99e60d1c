import type { ShopClient } from './shop-client.js';

export const PRODUCTS = 200;
export const CUSTOMERS = 50;
/** Orders that exist before anything is measured, so that lists are full. */
export const FIRST_ORDERS = 40;
/** Units in stock of each product: more than any run can sell. */
const UNITS = 1_000_000;

export const skuOf = (n: number): string => `SKU-${String(n % PRODUCTS).padStart(4, '0')}`;
export const customerOf = (n: number): string => `customer-${n % CUSTOMERS}`;

/** Fills an empty shop with products, stock and customers, the same ones each time. */
export async function fillShop(client: ShopClient): Promise<void> {
  const numbers = Array.from({ length: PRODUCTS }, (_, n) => n);
  await client.send(
    `mutation ($products: [ProductInput!]!, $lines: [StockLineInput!]!) {
       upsertProducts(input: { products: $products }) { created }
       receiveStock(input: { lines: $lines }) { units }
     }`,
    {
      products: numbers.map((n) => ({ sku: skuOf(n), name: `Product ${n}, in its box`, price: 500 + 7 * n })),
      lines: numbers.map((n) => ({ sku: skuOf(n), quantity: UNITS })),
    },
  );
  for (let n = 0; n < CUSTOMERS; n++)
    await client.send('mutation ($input: RegisterCustomerInput!) { registerCustomer(input: $input) { customerId } }', {
      input: {
        customerId: customerOf(n),
        name: `Customer ${n}`,
        email: `c${n}@example.com`,
        country: COUNTRIES[n % COUNTRIES.length],
      },
    });
}

const COUNTRIES = ['United Kingdom', 'Germany', 'France', 'Norway'];
