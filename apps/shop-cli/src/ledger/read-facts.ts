import type { ContextReader } from './context-reader.js';
import {
  NO_EVENTS,
  type Facts,
  type OrderEvents,
  type OrderFacts,
  type ReturnFacts,
  type ShipmentFacts,
  type StockFacts,
} from './facts.js';

/** Reads the facts of every context. Each context is read in its own snapshot; the snapshots agree once the shop is idle. */
export async function readFacts(read: ContextReader): Promise<Facts> {
  const [stock, orders, payments, lifetimeValues, unitsSold, reported, shipping, mails] = await Promise.all([
    read.snapshot('inventory', async (query) => byKey(await query(STOCK), stockOf)),
    read.snapshot('orders', async (query) => {
      const events = byKey(await query(ORDER_EVENTS), eventsOf);
      return {
        orders: byKey(await query(ORDERS), (row) => orderOf(row, events)),
        returns: byKey(await query(RETURNS), returnOf),
        overReturned: byKey(await query(OVER_RETURNED), (row) => big(row['units'])),
        returnedUnits: byKey(await query(RETURNED_UNITS), (row) => big(row['units'])),
        confirmedUnits: byKey(await query(CONFIRMED_UNITS), (row) => big(row['units'])),
        confirmedSales: byKey(await query(CONFIRMED_SALES), (row) => big(row['revenue'])),
      };
    }),
    read.snapshot('payments', async (query) => ({
      payments: byKey(await query(PAYMENTS), (row) => ({
        captured: big(row['captured']),
        refunded: big(row['refunded']),
      })),
      refunds: byKey(await query(REFUNDS), (row) => big(row['amount'])),
    })),
    read.snapshot('customers', async (query) => byKey(await query(LIFETIME_VALUES), (row) => big(row['value']))),
    read.snapshot('catalog', async (query) => byKey(await query(UNITS_SOLD), (row) => big(row['units']))),
    read.snapshot('reporting', async (query) => ({
      orders: big((await query(REPORTED_ORDERS))[0]!['orders']),
      sales: byKey(await query(REPORTED_SALES), (row) => big(row['revenue'])),
      units: byKey(await query(REPORTED_UNITS), (row) => big(row['units'])),
    })),
    read.snapshot('shipping', async (query) => ({
      shipments: byKey(await query(SHIPMENTS), shipmentOf),
      shippedUnits: byKey(await query(SHIPPED_UNITS), (row) => big(row['units'])),
    })),
    read.snapshot('notifications', async (query) => byKey(await query(MAILS), (row) => row['sent'] === true)),
  ]);
  return { stock, ...orders, ...payments, lifetimeValues, unitsSold, reported, ...shipping, mails };
}

type Row = Readonly<Record<string, unknown>>;

// A product that was delivered but has no stock row, or is reserved without one, must show up: hence the full joins.
const STOCK = `
  WITH received AS (
    SELECT line->>'sku' AS sku, sum((line->>'quantity')::bigint) AS units
    FROM delivery, jsonb_array_elements(lines) AS line GROUP BY 1
  ), held AS (
    SELECT line->>'sku' AS sku, sum((line->>'quantity')::bigint) AS units
    FROM reservation, jsonb_array_elements(lines) AS line WHERE state = 'HELD' GROUP BY 1
  ), shipped AS (
    SELECT line->>'sku' AS sku, sum((line->>'quantity')::bigint) AS units
    FROM reservation, jsonb_array_elements(lines) AS line WHERE state = 'SHIPPED' GROUP BY 1
  ), returned AS (
    SELECT line->>'sku' AS sku, sum((line->>'quantity')::bigint) AS units
    FROM returned_goods, jsonb_array_elements(lines) AS line GROUP BY 1
  )
  SELECT sku AS key, coalesce(on_hand, 0)::text AS on_hand, coalesce(reserved, 0)::text AS reserved,
    coalesce(received.units, 0)::text AS received, coalesce(held.units, 0)::text AS held,
    coalesce(shipped.units, 0)::text AS shipped, coalesce(returned.units, 0)::text AS returned
  FROM stock FULL JOIN received USING (sku) FULL JOIN held USING (sku) FULL JOIN shipped USING (sku)
    FULL JOIN returned USING (sku)`;

const ORDERS = `
  SELECT order_id::text AS key, state, customer_id, total::text, confirmed_at IS NOT NULL AS was_confirmed,
    shipped_at IS NOT NULL AS shipped,
    (SELECT sum((line->>'quantity')::bigint * (line->>'unitPrice')::bigint) FROM jsonb_array_elements(lines) AS line)::text
      AS lines_total,
    coalesce((SELECT sum(amount) FROM order_return WHERE order_return.order_id = orders.order_id), 0)::text AS returned
  FROM orders`;

// A line of a product that the order does not have counts as one without a price, so that the sums differ.
const RETURNS = `
  SELECT return_id::text AS key, order_id::text, amount::text,
    (SELECT coalesce(sum((back->>'quantity')::bigint * (bought->>'unitPrice')::bigint), 0)
      FROM jsonb_array_elements(order_return.lines) AS back
        JOIN jsonb_array_elements(orders.lines) AS bought ON back->>'sku' = bought->>'sku')::text AS lines_amount
  FROM order_return JOIN orders USING (order_id)`;

const OVER_RETURNED = `
  SELECT order_id || ' ' || sku AS key, (back.units - coalesce(bought.units, 0))::text AS units
  FROM (
    SELECT order_id, line->>'sku' AS sku, sum((line->>'quantity')::bigint) AS units
    FROM order_return, jsonb_array_elements(lines) AS line GROUP BY 1, 2
  ) AS back LEFT JOIN (
    SELECT order_id, line->>'sku' AS sku, (line->>'quantity')::bigint AS units
    FROM orders, jsonb_array_elements(lines) AS line
  ) AS bought USING (order_id, sku)
  WHERE back.units > coalesce(bought.units, 0)`;

const RETURNED_UNITS = `
  SELECT line->>'sku' AS key, sum((line->>'quantity')::bigint)::text AS units
  FROM order_return, jsonb_array_elements(lines) AS line GROUP BY 1`;

const ORDER_EVENTS = `
  SELECT key,
    count(*) FILTER (WHERE name = 'orders.OrderPlaced')::int AS placed,
    count(*) FILTER (WHERE name = 'orders.OrderConfirmed')::int AS confirmed,
    count(*) FILTER (WHERE name = 'orders.OrderRejected')::int AS rejected,
    count(*) FILTER (WHERE name = 'orders.OrderCancelled')::int AS cancelled,
    count(*) FILTER (WHERE name = 'orders.OrderReturned')::int AS returned
  FROM journal GROUP BY key`;

const CONFIRMED_UNITS = `
  SELECT line->>'sku' AS key, sum((line->>'quantity')::bigint)::text AS units
  FROM orders, jsonb_array_elements(lines) AS line WHERE state = 'CONFIRMED' GROUP BY 1`;

const CONFIRMED_SALES = `
  SELECT (placed_at AT TIME ZONE 'UTC')::date || ' ' || country AS key, sum(total - coalesce(returned, 0))::text AS revenue
  FROM orders LEFT JOIN (SELECT order_id, sum(amount) AS returned FROM order_return GROUP BY 1) AS back USING (order_id)
  WHERE state = 'CONFIRMED' GROUP BY 1`;

const PAYMENTS = 'SELECT order_id::text AS key, captured::text, refunded::text FROM payments';
const REFUNDS = `SELECT return_id::text AS key, amount::text FROM return_refund WHERE state = 'refunded'`;
const LIFETIME_VALUES = 'SELECT customer_id AS key, lifetime_value::text AS value FROM customer';
const UNITS_SOLD = 'SELECT sku AS key, units_sold::text AS units FROM product';
const SHIPMENTS = `
  SELECT order_id::text AS key, state, coalesce(departures, 0) AS departures
  FROM shipment LEFT JOIN
    (SELECT key, count(*)::int AS departures FROM journal WHERE name = 'shipping.OrderShipped' GROUP BY key) AS journal
    ON key = order_id::text`;
const SHIPPED_UNITS = `
  SELECT line->>'sku' AS key, sum((line->>'quantity')::bigint)::text AS units
  FROM shipment, jsonb_array_elements(lines) AS line WHERE state = 'SHIPPED' GROUP BY 1`;
const MAILS = 'SELECT order_id::text AS key, message_id IS NOT NULL AS sent FROM confirmation_mail';
const REPORTED_ORDERS = 'SELECT coalesce(sum(orders), 0)::text AS orders FROM country_sales';
const REPORTED_SALES = `SELECT day || ' ' || country AS key, revenue::text FROM country_sales`;
const REPORTED_UNITS = 'SELECT sku AS key, sum(units)::text AS units FROM product_sales GROUP BY 1';

function byKey<T>(rows: readonly Row[], valueOf: (row: Row) => T): Map<string, T> {
  return new Map(rows.map((row) => [String(row['key']), valueOf(row)]));
}

const big = (value: unknown): bigint => BigInt(String(value));

function stockOf(row: Row): StockFacts {
  return {
    onHand: big(row['on_hand']),
    reserved: big(row['reserved']),
    received: big(row['received']),
    held: big(row['held']),
    shipped: big(row['shipped']),
    returned: big(row['returned']),
  };
}

function eventsOf(row: Row): OrderEvents {
  const { placed, confirmed, rejected, cancelled, returned } = row as Record<keyof OrderEvents, number>;
  return { placed, confirmed, rejected, cancelled, returned };
}

function shipmentOf(row: Row): ShipmentFacts {
  return { state: row['state'] as ShipmentFacts['state'], departures: Number(row['departures']) };
}

function returnOf(row: Row): ReturnFacts {
  return {
    orderId: String(row['order_id']),
    amount: big(row['amount']),
    linesAmount: big(row['lines_amount']),
  };
}

function orderOf(row: Row, events: ReadonlyMap<string, OrderEvents>): OrderFacts {
  return {
    state: row['state'] as OrderFacts['state'],
    customerId: String(row['customer_id']),
    total: big(row['total']),
    linesTotal: big(row['lines_total']),
    returned: big(row['returned']),
    shipped: row['shipped'] === true,
    wasConfirmed: row['was_confirmed'] === true,
    events: events.get(String(row['key'])) ?? NO_EVENTS,
  };
}
