/** The tables of the shop that the benchmark writes, with the same columns and indexes; each service has a schema. */
export const TABLES = `
CREATE SCHEMA catalog;
CREATE TABLE catalog.product (
  sku text COLLATE "C" PRIMARY KEY, name text NOT NULL, price bigint NOT NULL CHECK (price >= 0),
  discontinued boolean NOT NULL DEFAULT false, units_sold bigint NOT NULL DEFAULT 0 CHECK (units_sold >= 0)
) WITH (fillfactor = 70);
CREATE INDEX ON catalog.product (name, sku);
CREATE INDEX ON catalog.product (price, sku);
CREATE SCHEMA customers;
CREATE TABLE customers.customer (
  customer_id text COLLATE "C" PRIMARY KEY, name text NOT NULL, email text, country text NOT NULL,
  closed boolean NOT NULL DEFAULT false, lifetime_value bigint NOT NULL DEFAULT 0 CHECK (lifetime_value >= 0)
) WITH (fillfactor = 70);
CREATE SCHEMA inventory;
CREATE TABLE inventory.stock (
  sku text COLLATE "C" PRIMARY KEY, on_hand bigint NOT NULL DEFAULT 0, reserved bigint NOT NULL DEFAULT 0,
  CHECK (0 <= reserved AND reserved <= on_hand)
) WITH (fillfactor = 50);
CREATE TABLE inventory.reservation (order_id uuid PRIMARY KEY, state text NOT NULL, lines jsonb NOT NULL);
CREATE SCHEMA orders;
CREATE TABLE orders.orders (
  order_id uuid PRIMARY KEY, number bigint GENERATED ALWAYS AS IDENTITY UNIQUE, customer_id text NOT NULL,
  country text NOT NULL, state text NOT NULL, lines jsonb NOT NULL, total bigint NOT NULL, payment_method text NOT NULL,
  placed_at timestamptz NOT NULL, reference text, reason text, confirmed_at timestamptz, shipped_at timestamptz
);
CREATE INDEX ON orders.orders (customer_id, number);
CREATE INDEX ON orders.orders (state, number);
CREATE TABLE orders.idempotency (key text PRIMARY KEY, order_id uuid NOT NULL, at timestamptz NOT NULL DEFAULT now());
CREATE SCHEMA payments;
CREATE TABLE payments.payments (
  order_id uuid PRIMARY KEY, customer_id text, amount bigint, method text, stock_reserved boolean NOT NULL DEFAULT false,
  capture text NOT NULL DEFAULT 'none', captured bigint NOT NULL DEFAULT 0, charge_id text
) WITH (fillfactor = 50);
CREATE SCHEMA shipping;
CREATE TABLE shipping.shipment (
  order_id uuid PRIMARY KEY, customer_id text NOT NULL, state text NOT NULL, lines jsonb NOT NULL,
  due_at timestamptz NOT NULL, shipped_at timestamptz
);
CREATE INDEX ON shipping.shipment (due_at) WHERE state = 'WAITING';
CREATE SCHEMA notifications;
CREATE TABLE notifications.confirmation_mail (
  order_id uuid PRIMARY KEY, message_id text UNIQUE, sent_at timestamptz NOT NULL DEFAULT now()
);
CREATE SCHEMA reporting;
CREATE TABLE reporting.country_sales (
  day date, country text COLLATE "C", orders bigint NOT NULL, units bigint NOT NULL, revenue bigint NOT NULL,
  PRIMARY KEY (day, country)
) WITH (fillfactor = 50);
CREATE TABLE reporting.product_sales (
  day date, sku text COLLATE "C", orders bigint NOT NULL, units bigint NOT NULL, revenue bigint NOT NULL,
  PRIMARY KEY (day, sku)
) WITH (fillfactor = 70);
${['catalog', 'inventory', 'reporting']
  .map(
    (schema) => `CREATE TABLE ${schema}.guard (single boolean PRIMARY KEY); INSERT INTO ${schema}.guard VALUES (true);`,
  )
  .join('\n')}
`;
