import { GetProducts } from '@contracts/catalog';
import { GetStock } from '@contracts/inventory';
import { GetOrders, OrderPlaced, PlaceOrder } from '@contracts/orders';
import { definitionOf, type MessageClass } from '@multilith/contract';
import type { z } from 'zod';

/** What is encoded and decoded: a message with some content, or an answer. */
export interface Sample {
  readonly name: string;
  readonly type: MessageClass;
  readonly part: 'message' | 'answer';
  readonly schema: z.ZodType;
  /** The message, or the answer. */
  readonly value: unknown;
  /** Turns the dates of parsed JSON into dates, as code written by hand would. */
  readonly withDates: (json: never) => unknown;
}

const PLACED_AT = new Date('2010-12-01T08:26:00Z');
const ORDER_ID = '7b0c7a52-6a7f-4c0b-9a52-0d6f4d7d8f10';
const same = (json: unknown): unknown => json;
const sku = (i: number): string => `${85_100 + i}A`;
const list = <T>(length: number, item: (i: number) => T): T[] => Array.from({ length }, (_, i) => item(i));
const lines = (length: number) => list(length, (i) => ({ sku: sku(i), quantity: i + 1, unitPrice: 255 + i }));
const requested = (length: number) => list(length, (i) => ({ sku: sku(i), quantity: i + 1 }));

interface Dated {
  placedAt: unknown;
  shippedAt?: unknown;
}
const dated = (json: Dated): Dated => {
  json.placedAt = new Date(json.placedAt as string);
  if (json.shippedAt) json.shippedAt = new Date(json.shippedAt as string);
  return json;
};

const message = (name: string, value: object, withDates: Sample['withDates'] = same): Sample => {
  const type = value.constructor as MessageClass;
  return { name, type, part: 'message', schema: definitionOf(type)!.input, value, withDates };
};
const answer = (name: string, type: MessageClass, value: unknown, withDates: Sample['withDates'] = same): Sample => ({
  name,
  type,
  part: 'answer',
  schema: definitionOf(type)!.output,
  value,
  withDates,
});
const placeOrder = (length: number): PlaceOrder =>
  new PlaceOrder({ customerId: '17850', lines: requested(length), placedAt: PLACED_AT, reference: '536365' });

/** Small and large messages and answers with texts, numbers, dates and lists. */
export const SAMPLES: readonly Sample[] = [
  message('GetStock, 10 skus', new GetStock({ skus: list(10, sku) })),
  message('PlaceOrder, 3 lines', placeOrder(3), dated),
  message('PlaceOrder, 100 lines', placeOrder(100), dated),
  message(
    'OrderPlaced, 4 lines',
    new OrderPlaced({
      orderId: ORDER_ID,
      customerId: '17850',
      lines: lines(4),
      total: 1530,
      paymentMethod: 'card',
      placedAt: PLACED_AT,
    }),
    dated,
  ),
  answer(
    'GetProducts, 20 products',
    GetProducts,
    list(20, (i) => ({
      sku: sku(i),
      name: `White hanging heart T-light holder ${i}`,
      price: 255 + i,
      discontinued: false,
      unitsSold: i * 7,
    })),
  ),
  answer(
    'GetOrders, 10 orders',
    GetOrders,
    list(10, () => ({
      orderId: ORDER_ID,
      customerId: '17850',
      state: 'CONFIRMED',
      lines: lines(4),
      total: 1530,
      paymentMethod: 'card',
      placedAt: PLACED_AT,
      reference: '536365',
      shippedAt: new Date('2010-12-02T08:26:00Z'),
      reason: null,
    })),
    (json: Dated[]) => json.map(dated),
  ),
];
