import { GetProducts } from '@contracts/catalog';
import { FindCustomer } from '@contracts/customers';
import { PlaceOrder, GetOrders, type OrderView } from '@contracts/orders';
import { fake, testContext, type ContextUnderTest, type TopologyName } from '@multilith/testing';
import { OrdersModule } from '../src/index.js';

/** Orders for everyone, at any price and date. */
export const sales = { subject: 'till-1', roles: ['sales'] };
/** A customer who orders for herself. */
export const ann = { subject: 'ann', roles: [] };
export const bob = { subject: 'bob', roles: [] };

const CUSTOMERS: Readonly<Record<string, { closed: boolean }>> = {
  ann: { closed: false },
  bob: { closed: false },
  carl: { closed: true },
};

const PRODUCTS: Readonly<Record<string, { price: number; discontinued: boolean }>> = {
  LAMP: { price: 1250, discontinued: false },
  MUG: { price: 295, discontinued: false },
  OLD: { price: 100, discontinued: true },
};

/** The orders context alone: ann and bob may order lamps and mugs, carl is closed, OLD is discontinued. */
export function ordersContext(topology: TopologyName): ContextUnderTest {
  return testContext({
    topology,
    module: OrdersModule,
    fakes: [
      fake(FindCustomer, ({ customerId }) => {
        const customer = CUSTOMERS[customerId];
        return customer ? { customerId, name: customerId, email: null, country: 'France', ...customer } : null;
      }),
      fake(GetProducts, ({ skus }) =>
        skus.flatMap((sku) => {
          const product = PRODUCTS[sku];
          return product ? [{ sku, name: sku, unitsSold: 0, ...product }] : [];
        }),
      ),
    ],
  });
}

/** Two lamps for ann: 25 pounds. */
export const twoLamps = { customerId: 'ann', lines: [{ sku: 'LAMP', quantity: 2 }] };

/** Places an order for ann and answers its id. */
export async function place(shop: ContextUnderTest): Promise<string> {
  return (await shop.as(ann).execute(new PlaceOrder(twoLamps))).orderId;
}

/** An order as sales sees it. */
export async function orderOf(shop: ContextUnderTest, orderId: string): Promise<OrderView | undefined> {
  return (await shop.as(sales).execute(new GetOrders({ orderIds: [orderId] })))[0];
}

/** Returns the published events of one order. */
export function of<E extends { readonly orderId: string }>(orderId: string, events: readonly E[]): E[] {
  return events.filter((event) => event.orderId === orderId);
}
