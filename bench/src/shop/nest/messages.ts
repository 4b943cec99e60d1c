import { z } from 'zod';

/** The messages between the services of the stock Nest shop. Each service checks what arrives, as a careful team does. */
const sku = z.string().trim().min(1).max(40);
const quantity = z.int().min(1).max(1_000_000);
const id = z.string().min(1).max(100);
const line = z.object({ sku, quantity });
const pricedLine = line.extend({ unitPrice: z.int().min(0) });
const order = z.object({
  orderId: z.uuid(),
  customerId: id,
  country: z.string(),
  lines: z.array(pricedLine).min(1).max(2_000),
  total: z.int().min(0),
  paymentMethod: z.string(),
  placedAt: z.coerce.date(),
});

export type OrderLine = z.infer<typeof pricedLine>;
export type PlacedOrder = z.infer<typeof order>;

/** The user of a request, as the gateway has read it from the token. */
const requester = z.object({ subject: z.string(), roles: z.array(z.string()) });

export const MESSAGES = {
  upsertProducts: z.object({
    products: z.array(z.object({ sku, name: z.string().min(1).max(200), price: z.int().min(0) })).max(1_000),
  }),
  listProducts: z.object({ first: z.int().min(1).max(100) }),
  getProducts: z.object({ skus: z.array(sku).max(2_000) }),
  registerCustomer: z.object({
    customerId: id,
    name: z.string().min(1).max(200),
    email: z.string().nullish(),
    country: z.string().min(1),
  }),
  getCustomers: z.object({ customerIds: z.array(id).max(1_000) }),
  receiveStock: z.object({ lines: z.array(line).min(1).max(2_000) }),
  getStock: z.object({ skus: z.array(sku).max(2_000) }),
  listOrders: z.object({ first: z.int().min(1).max(100) }),
  placeOrder: z.object({
    customerId: id,
    lines: z.array(line).min(1).max(2_000),
    paymentMethod: z.string().default('card'),
    key: z.string().max(255).nullish(),
    requester,
  }),
  getPayments: z.object({ orderIds: z.array(z.uuid()).max(1_000) }),
  getShipments: z.object({ orderIds: z.array(z.uuid()).max(1_000) }),
  orderPlaced: order,
  stockReserved: z.object({ orderId: z.uuid() }),
  paymentCaptured: z.object({ orderId: z.uuid(), amount: z.int() }),
  orderConfirmed: order,
  orderShipped: z.object({ orderId: z.uuid(), shippedAt: z.coerce.date() }),
} as const;
