/** The small catalogue of a new shop: enough to place an order with. Prices in pence. */
export const PRODUCTS = [
  { sku: 'MUG-BLUE', name: 'Stoneware mug, blue', price: 1450 },
  { sku: 'MUG-SAND', name: 'Stoneware mug, sand', price: 1450 },
  { sku: 'TEAPOT-1L', name: 'Teapot, one litre', price: 3900 },
  { sku: 'TEA-ASSAM', name: 'Assam tea, 250 g', price: 890 },
  { sku: 'TEA-SENCHA', name: 'Sencha tea, 100 g', price: 1120 },
  { sku: 'TRAY-OAK', name: 'Serving tray, oak', price: 4600 },
  { sku: 'CANDLE-3', name: 'Beeswax candles, set of three', price: 1280 },
  { sku: 'LINEN-2', name: 'Linen napkins, pair', price: 1990 },
];

/** Units of each product in the first delivery. */
export const UNITS_EACH = 100;

export const CUSTOMERS = [
  { customerId: 'ada', name: 'Ada Bright', email: 'ada@example.com', country: 'United Kingdom' },
  { customerId: 'bruno', name: 'Bruno Keller', email: 'bruno@example.com', country: 'Germany' },
];
