import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { retailFile } from './retail-file.js';
import type { ShopCommand } from './shop-command.js';
import type { SplitShop } from './split-shop.js';

/** Longest wait for anything that a spec waits for, in milliseconds. */
const PATIENCE_MS = 240_000;

/** A file of so many invoices for the importer of a shop; `RETAIL_FILE` names one of one's own. */
export function fileFor(shop: SplitShop, invoices: number): string {
  const given = process.env['RETAIL_FILE'];
  if (given) return given;
  const path = join(shop.folder, 'retail.csv');
  writeFileSync(path, retailFile(invoices));
  return path;
}

/** Waits until the importer has placed so many orders. */
export async function placed(shop: SplitShop, orders: number): Promise<void> {
  const enough = async (): Promise<void> => expect(await shop.orderCount()).toBeGreaterThanOrEqual(orders);
  await vi.waitFor(enough, { timeout: PATIENCE_MS, interval: 20 });
}

/** Waits for the end of an import; one that gave up is run again, as its user would, so often at most. */
export async function completed(shop: SplitShop, file: string, first: ShopCommand, repeats = 2): Promise<void> {
  let command = first;
  for (let left = repeats; (await command.ended) !== 0; left--) {
    if (left === 0) throw new Error(`The import does not get done:\n${command.output}\n${shop.output}`);
    command = shop.import(file);
  }
}

/** The books of the shop must balance once it is quiet, and the same import again has nothing to do. */
export async function balances(shop: SplitShop, file: string): Promise<void> {
  expect(await shop.brokenBooks(), shop.output).toEqual([]);
  const again = shop.import(file);
  expect({ code: await again.ended, output: again.output }).toMatchObject({
    code: 0,
    output: expect.stringContaining('nothing was changed') as string,
  });
}
