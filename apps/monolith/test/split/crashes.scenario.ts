import { describe, expect, it } from 'vitest';
import { balances, completed, fileFor, placed } from './importing.js';
import { ALL, oneOf, type Extracted, type Transports } from './placement.js';
import { SplitShop } from './split-shop.js';

const INVOICES = 600;

interface Crash {
  readonly what: string;
  readonly extracted: Extracted;
  readonly strike: (shop: SplitShop) => Promise<void>;
}

/** Crashes of hosts, over every transport. */
const OF_HOSTS: readonly Crash[] = [
  {
    what: 'the host of orders is killed and started again',
    extracted: oneOf('orders', 'inventory', 'payments'),
    strike: async (shop) => {
      await shop.host('orders').kill();
      await shop.host('orders').start();
    },
  },
  {
    what: 'one of three instances of orders is killed and stays away',
    extracted: { orders: 3 },
    strike: (shop) => shop.host('orders', 2).kill(),
  },
  {
    what: 'one of two instances of orders is frozen until the other has done its work, and wakes up',
    extracted: { orders: 2 },
    strike: async (shop) => {
      shop.host('orders', 2).freeze();
      await placed(shop, 300);
      shop.host('orders', 2).thaw();
    },
  },
  {
    what: 'every host is killed at once and started again',
    extracted: ALL,
    strike: async (shop) => {
      await Promise.all(shop.parts.map((part) => part.kill()));
      await Promise.all(shop.parts.map((part) => part.start()));
    },
  },
  {
    what: 'the monolith is killed and started again',
    extracted: oneOf('orders', 'inventory', 'payments'),
    strike: async (shop) => {
      await shop.monolith.kill();
      await shop.monolith.start();
    },
  },
  {
    what: 'every host is killed in turn and started again',
    extracted: ALL,
    strike: async (shop) => {
      for (const part of shop.parts) {
        await part.kill();
        await part.start();
      }
    },
  },
];

const OF_NATS: readonly Crash[] = [
  {
    what: 'the NATS server is killed and started again',
    extracted: oneOf('orders', 'inventory', 'payments'),
    strike: async ({ nats }) => {
      await nats.kill();
      await nats.restart();
    },
  },
  {
    what: 'everything in JetStream is lost',
    extracted: oneOf('orders', 'inventory', 'payments'),
    strike: (shop) => shop.wipeStreams(),
  },
  {
    what: 'everything in JetStream is lost while every host is down',
    extracted: ALL,
    strike: async (shop) => {
      await Promise.all(shop.parts.map((part) => part.kill()));
      await shop.wipeStreams();
      await Promise.all(shop.parts.map((part) => part.start()));
    },
  },
  {
    what: 'NATS, then inventory, then payments are killed one after the other',
    extracted: oneOf('orders', 'inventory', 'payments'),
    strike: async (shop) => {
      await shop.nats.kill();
      await shop.host('inventory').kill();
      await shop.nats.restart();
      await shop.host('payments').kill();
      await Promise.all([shop.host('inventory').start(), shop.host('payments').start()]);
    },
  },
];

describe('in the middle of an import', () => {
  const over = (transports: Transports, crashes: readonly Crash[]): [string, Transports, Crash][] =>
    crashes.map((crash) => [crash.what, transports, crash]);
  it.each([
    ...over('nats', [...OF_HOSTS, ...OF_NATS]),
    ...over('grpc', OF_HOSTS),
    ...over('mixed', OF_HOSTS.slice(-1)),
  ])('%s (%s): nothing is lost or done twice', async (_, transports, { extracted, strike }) => {
    const shop = await SplitShop.start(extracted, { over: transports });
    try {
      const file = fileFor(shop, INVOICES);
      const importing = shop.import(file);
      await placed(shop, 150);
      await strike(shop);
      expect(importing.isRunning).toBe(true);
      await completed(shop, file, importing);
      await balances(shop, file);
    } finally {
      await shop.stop();
    }
  });

  it('the importer is killed and run again', async () => {
    const shop = await SplitShop.start(oneOf('orders', 'inventory'));
    try {
      const file = fileFor(shop, INVOICES);
      const importing = shop.import(file);
      await placed(shop, 150);
      importing.kill();
      await importing.ended;
      await completed(shop, file, shop.import(file), 0);
      await balances(shop, file);
    } finally {
      await shop.stop();
    }
  });
});
