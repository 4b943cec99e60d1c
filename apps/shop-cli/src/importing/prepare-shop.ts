import { CliError } from '../cli/cli-error.js';
import type { Progress } from '../cli/progress.js';
import type { CustomerPlan } from '../plan/customers.js';
import type { ImportPlan } from '../plan/make-plan.js';
import type { StockPlan } from '../plan/products.js';
import type { Shop } from '../shop/operations.js';
import { ShopRefusal } from '../shop/shop-error.js';
import { concurrently } from './concurrently.js';
import { contentKey } from './keys.js';
import type { PreparationOutcome } from './outcome.js';

/** The shop takes 1,000 products and 2,000 lines of stock at a time; smaller pieces keep its transactions short. */
const CHUNK = 500;

/**
 * Puts products, customers and opening stock into the shop, before any order needs them. Opening stock is what the
 * whole file sells, also when some orders are there already: its pieces are named by their content and count once.
 *
 * @throws CliError `SHOP_REFUSED` when the shop refuses a piece: orders could not follow
 */
export async function prepareShop(
  shop: Shop,
  plan: ImportPlan,
  customers: readonly CustomerPlan[],
  concurrency: number,
  progress: Progress,
): Promise<PreparationOutcome> {
  const products = { created: 0, updated: 0, unchanged: 0 };
  progress.step('Products', plan.products.length);
  for (const chunk of chunksOf(plan.products, CHUNK)) {
    const done = await refusalIsFatal('the products', shop.upsertProducts(chunk, contentKey('products', chunk)));
    products.created += done.created;
    products.updated += done.updated;
    products.unchanged += done.unchanged;
    progress.advance(chunk.length);
  }

  let keptDifferent = 0;
  progress.step('Customers', customers.length);
  await concurrently(customers, concurrency, async (customer) => {
    try {
      await shop.registerCustomer(customer, contentKey('customer', customer));
    } catch (error) {
      if (!(error instanceof ShopRefusal && isAlreadyRegistered(error.code))) throw fatal('a customer', error);
      keptDifferent += 1;
    }
    progress.advance();
  });

  const stock = { received: 0, receivedBefore: 0 };
  progress.step('Opening stock', plan.stock.length);
  for (const chunk of deliveries(plan.stock)) {
    const key = contentKey('opening-stock', chunk);
    const delivery = await refusalIsFatal('the opening stock', shop.receiveStock(chunk, key, key));
    stock[delivery.alreadyReceived ? 'receivedBefore' : 'received'] += delivery.units;
    progress.advance(chunk.length);
  }
  progress.end();
  return { products, customers: { sent: customers.length, keptDifferent }, stock };
}

/** The id exists with another name or country, for instance changed in the shop since: not overwritten. */
const isAlreadyRegistered = (code: string): boolean =>
  /CustomerAlreadyRegistered|CUSTOMER_ALREADY_REGISTERED/.test(code);

async function refusalIsFatal<T>(what: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw fatal(what, error);
  }
}

function fatal(what: string, error: unknown): unknown {
  if (!(error instanceof ShopRefusal)) return error;
  return new CliError(
    'SHOP_REFUSED',
    `The shop refuses ${what} (${error.code}): ${error.message}`,
    'No order of this run has been placed. Mend the cause and run the same command again.',
    { cause: error },
  );
}

function* chunksOf<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

/** A delivery names a product once, and products come in order; one that comes again starts a new delivery. */
function* deliveries(stock: readonly StockPlan[]): Generator<StockPlan[]> {
  let delivery: StockPlan[] = [];
  for (const line of stock) {
    const last = delivery.at(-1);
    if (last && (delivery.length === CHUNK || line.sku <= last.sku)) {
      yield delivery;
      delivery = [];
    }
    delivery.push(line);
  }
  if (delivery.length > 0) yield delivery;
}
