import type { Type } from '@nestjs/common';
import { afterAll, beforeAll } from 'vitest';
import { createTestDatabase } from '@multilith/embedded-postgres/testing';
import type { Principal } from '@multilith/contract';
import { startHost, type RetryPolicy } from '@multilith/runtime';
import { topologyOptions } from '../topologies/wire-exercise.js';
import type { TopologyName } from '../topologies/topology.js';
import { ContextUnderTest } from './context-under-test.js';
import type { Fake } from './fake.js';
import { contextDefinitionOf, fakeContexts } from './fake-contexts.js';

/** Failed events are parked at once, so that a failing handler shows before the test gives up waiting. */
const IMPATIENT: RetryPolicy = { maxAttempts: 5, delayAfter: () => 20 };

/** What a context is tested with. */
export interface TestContextOptions {
  readonly topology: TopologyName;
  /** The module of the context, the one that imports `ContextModule.forFeature`. */
  readonly module: Type;
  /** Answers of the contexts it calls. Messages without one fail with a clear error. */
  readonly fakes?: readonly Fake[];
  /** Who sends commands and queries unless `as()` says otherwise. Default: nobody. */
  readonly principal?: Principal;
}

/**
 * Starts one context alone on a real database of its own, before the specs of the surrounding `describe`, and stops it
 * after them. The contexts it calls are faked, those it listens to have real journals.
 *
 * @example
 * const shop = testContext({ topology, module: OrdersModule, fakes: [fake(FindCustomer, () => ({ … }))] });
 * it('is rejected when stock is short', async () => {
 *   const { orderId } = await shop.as(sales).execute(new PlaceOrder({ … }));
 *   await shop.publish(new StockShort({ orderId, short: [] }));
 *   await shop.settled();
 *   expect(await shop.published(OrderRejected)).toMatchObject([{ orderId }]);
 * });
 */
export function testContext(options: TestContextOptions): ContextUnderTest {
  const subject = new ContextUnderTest(contextDefinitionOf(options.module).contract, options.principal);
  beforeAll(async () => {
    const database = await createTestDatabase();
    const modules = [options.module, ...fakeContexts(contextDefinitionOf(options.module), options.fakes ?? [])];
    const host = await startHost({
      host: 'test',
      contexts: {},
      imports: modules,
      database: { url: database.url },
      strict: true,
      events: { retryPolicy: IMPATIENT },
      logger: false,
      ...topologyOptions(options.topology),
    });
    subject.attach(host, async () => {
      await host.stop();
      await database.drop();
    });
  });
  afterAll(() => subject.stop());
  return subject;
}
