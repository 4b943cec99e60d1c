import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@multilith/testing';
import { afterAll, beforeAll } from 'vitest';
import { ShopProcess } from './commands.js';

/** What a spec file works with; there from its first test on. */
export interface OwnShop {
  readonly shop: ShopProcess;
  readonly database: TestDatabase;
  /** Where a file of that name is, or would be. */
  path(name: string): string;
  /** Writes a file and tells where it is. */
  file(name: string, content: string): Promise<string>;
}

/** A running shop, its database and a folder, for the spec file that calls this; gone after its last test. */
export function shopOfThisFile(): OwnShop {
  let folder: string;
  let database: TestDatabase;
  let shop: ShopProcess;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shop-cli-'));
    database = await createTestDatabase();
    shop = await ShopProcess.start(database.url, folder);
  }, 120_000);
  afterAll(async () => {
    await shop?.stop();
    await database?.drop();
    await rm(folder, { recursive: true });
  }, 60_000);
  const path = (name: string): string => join(folder, name);
  return {
    get shop() {
      return shop;
    },
    get database() {
      return database;
    },
    path,
    async file(name, content) {
      await writeFile(path(name), content);
      return path(name);
    },
  };
}
