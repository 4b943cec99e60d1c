import type { Services } from '../shop-service.js';

interface Asked<T> {
  readonly obj: T;
}

/** Returns the loaders of Mercurius: the fields of all objects of a level with one call to their service. */
export function loadersOf(services: Services) {
  return {
    Product: {
      stock: together<{ sku: string }>(services, 'inventory.getStock', 'skus', 'sku'),
    },
    OrderLine: {
      product: together<{ sku: string }>(services, 'catalog.getProducts', 'skus', 'sku'),
    },
    Order: {
      customer: together<{ customerId: string }>(services, 'customers.get', 'customerIds', 'customerId'),
      payment: together<{ orderId: string }>(services, 'payments.get', 'orderIds', 'orderId'),
      shipment: together<{ orderId: string }>(services, 'shipping.get', 'orderIds', 'orderId'),
    },
  };
}

function together<T>(services: Services, pattern: string, argument: string, key: keyof T & string) {
  return async (asked: readonly Asked<T>[]): Promise<unknown[]> => {
    const keys = [...new Set(asked.map(({ obj }) => obj[key]))];
    const found = await services.ask<T[]>(pattern, { [argument]: keys });
    const byKey = new Map(found.map((each) => [each[key], each]));
    return asked.map(({ obj }) => byKey.get(obj[key]) ?? null);
  };
}
