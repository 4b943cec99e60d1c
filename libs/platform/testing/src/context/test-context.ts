import type { Type } from '@nestjs/common';
import { afterAll, beforeAll } from 'vitest';
import { createTestDatabase } from '@multilith/embedded-postgres/testing';
import type { Principal } from '@multilith/contract';
import type { TopologyName } from '../topologies/topology.js';
import { ContextUnderTest } from './context-under-test.js';
import type { Fake } from './fake.js';
import { contextDefinitionOf } from './fake-contexts.js';
import { startTestHosts, stopTestHosts } from './hosts.js';

/** Options of {@link testContext}. */
export interface TestContextOptions {
  readonly topology: TopologyName;
  /** The module of the context, which imports `ContextModule.forFeature`. */
  readonly module: Type;
  /** Answers of the contexts it calls. Messages without a fake fail with a clear error. Default: no fakes. */
  readonly fakes?: readonly Fake[];
  /** The principal that sends commands and queries unless `as()` sets another. Default: not signed in. */
  readonly principal?: Principal;
}

/**
 * Starts one context alone on its own real database, before the specs of the surrounding `describe`, and stops it after
 * them. The contexts it calls are faked; the contexts it subscribes to have real journals.
 *
 * @example
 * const context = testContext({ topology, module: OrdersModule, fakes: [fake(FindCustomer, () => ({ … }))] });
 * it('is rejected when stock is short', async () => {
 *   const { orderId } = await context.as(sales).execute(new PlaceOrder({ … }));
 *   await context.publish(new StockShort({ orderId, short: [] }));
 *   await context.settled();
 *   expect(await context.published(OrderRejected)).toMatchObject([{ orderId }]);
 * });
 */
export function testContext(options: TestContextOptions): ContextUnderTest {
  const { module, fakes = [], topology, principal } = options;
  const subject = new ContextUnderTest(contextDefinitionOf(module).contract, principal);
  beforeAll(async () => {
    const database = await createTestDatabase();
    const hosts = await startTestHosts(module, fakes, topology, database.url);
    subject.attach(hosts, async () => {
      await stopTestHosts(hosts);
      await database.drop();
    });
  });
  afterAll(() => subject.stop());
  return subject;
}
