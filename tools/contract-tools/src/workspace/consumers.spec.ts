import { describe, expect, it } from 'vitest';
import { writeWorkspace } from '../workspace.fixture.js';
import { consumersOf, type Consumer } from './consumers.js';

const CONTRACTS = {
  'libs/contracts/orders/src/order-placed.v1.ts': `
    import { event } from '@multilith/contract';
    export class OrderPlacedV1 extends event('orders.OrderPlaced', { payload, key }) {}`,
  'libs/contracts/orders/src/order-placed.ts': `
    import { event } from '@multilith/contract';
    import { OrderPlacedV1 } from './order-placed.v1.js';
    export class OrderPlaced extends event('orders.OrderPlaced', { version: 2, payload, key, earlier: { 1: OrderPlacedV1 } }) {}`,
  'libs/contracts/orders/src/index.ts': `
    import { command, query } from '@multilith/contract';
    export * from './order-placed.js';
    export { OrderPlacedV1 } from './order-placed.v1.js';
    export class PlaceOrder extends command('orders.PlaceOrder', {}) {}
    export class GetOrders extends query('orders.GetOrders', {}) {}`,
};

const shown = ({ message, version, context, part, subscription }: Consumer): string =>
  [`${message} v${version}`, context, part, ...(subscription ? [subscription.name, subscription.start] : [])].join(' ');

/** The consumers in a workspace with the contract of orders. */
const consumersIn = (files: Record<string, string>): string[] =>
  consumersOf(writeWorkspace({ ...CONTRACTS, ...files })).map(shown);

describe('the consumers of a message', () => {
  it('are the parts of contexts that send it, however they import it', () => {
    expect(
      consumersIn({
        'libs/modules/billing/src/bill.ts': `
          import { PlaceOrder as Place } from '@contracts/orders';
          export const bill = () => new Place({});`,
        'libs/modules/billing/src/api/bill.resolver.ts': `
          import * as orders from '@contracts/orders';
          export const ask = () => new orders.GetOrders({});`,
      }),
    ).toEqual(['orders.GetOrders v1 billing api', 'orders.PlaceOrder v1 billing module']);
  });

  it('are not the handlers that answer it, nor code that needs only its type', () => {
    expect(
      consumersIn({
        'libs/modules/orders/src/place-order.handler.ts': `
          import { CommandHandler } from '@nestjs/cqrs';
          import { PlaceOrder } from '@contracts/orders';
          @CommandHandler(PlaceOrder)
          export class PlaceOrderHandler implements ICommandHandler<PlaceOrder> {
            execute(command: PlaceOrder): void {}
          }`,
        'libs/modules/billing/src/types.ts': `
          import type { PlaceOrder } from '@contracts/orders';
          export type Placed = InstanceType<typeof PlaceOrder>;`,
      }),
    ).toEqual([]);
  });

  it('are subscriptions to an event, with their names, starts and the version they read', () => {
    expect(
      consumersIn({
        'libs/modules/billing/src/billing.module.ts': `
          import { subscription } from '@multilith/runtime';
          import { BillHandler } from './bill.handler.js';
          const NAME = 'bill-orders';
          export const subscriptions = [subscription(NAME, { handler: BillHandler, start: 'beginning' })];`,
        'libs/modules/billing/src/bill.handler.ts': `
          import { EventsHandler } from '@nestjs/cqrs';
          import { OrderPlacedV1 } from '@contracts/orders';
          @EventsHandler(OrderPlacedV1)
          export class BillHandler {}`,
        'libs/modules/reporting/src/reporting.module.ts': `
          import { subscription } from '@multilith/runtime';
          import { Project } from './project.js';
          export const subscriptions = [subscription('project', { handler: Project, start: 'now' })];`,
        'libs/modules/reporting/src/project.ts': `
          import { OrderPlaced } from '@contracts/orders';
          import { isLarge } from './is-large.js';
          @EventsHandler(OrderPlaced)
          export class Project {}`,
        'libs/modules/reporting/src/is-large.ts': `
          import { OrderPlaced } from '@contracts/orders';
          export const isLarge = (event) => event instanceof OrderPlaced;`,
      }),
    ).toEqual([
      'orders.OrderPlaced v1 billing module bill-orders beginning',
      'orders.OrderPlaced v2 reporting module project now',
    ]);
  });

  it('tells handlers with one name in several files apart', () => {
    const handler = (event: string): string => `
      import { ${event} } from '@contracts/orders';
      @EventsHandler(${event})
      export class Follow {}`;
    expect(
      consumersIn({
        'libs/modules/billing/src/billing.module.ts': `
          import { subscription } from '@multilith/runtime';
          import { Follow } from './new/follow.js';
          import { Follow as Old } from './old/follow.js';
          export const subscriptions = [
            subscription('new', { handler: Follow, start: 'now' }),
            subscription('old', { handler: Old, start: 'now' }),
          ];`,
        'libs/modules/billing/src/new/follow.ts': handler('OrderPlaced'),
        'libs/modules/billing/src/old/follow.ts': handler('OrderPlacedV1'),
      }),
    ).toEqual(['orders.OrderPlaced v1 billing module old now', 'orders.OrderPlaced v2 billing module new now']);
  });

  it('include subscriptions of the context itself, what its API watches, and apps', () => {
    expect(
      consumersIn({
        'libs/modules/orders/src/orders.module.ts': `
          import { subscription } from '@multilith/runtime';
          import { OrderPlaced } from '@contracts/orders';
          @EventsHandler(OrderPlaced)
          class Capture {}
          export const subscriptions = [subscription('capture', { handler: Capture, start: 'beginning' })];`,
        'libs/modules/orders/src/publish.ts': `
          import { OrderPlacedV1 } from '@contracts/orders';
          export const publish = (events) => events.publish(new OrderPlacedV1({}));`,
        'libs/modules/orders/src/api/orders.resolver.ts': `
          import { OrderPlaced } from '@contracts/orders';
          export const watch = (live) => live.watch({ events: [OrderPlaced] });`,
        'apps/import/src/main.ts': `
          import { PlaceOrder } from '@contracts/orders';
          export const run = (commands) => commands.execute(new PlaceOrder({}));`,
        'apps/import/src/main.spec.ts': `
          import { GetOrders } from '@contracts/orders';
          export const asked = new GetOrders({});`,
      }),
    ).toEqual([
      'orders.OrderPlaced v2 orders module capture beginning',
      'orders.OrderPlaced v2 orders api',
      'orders.PlaceOrder v1 import app',
    ]);
  });

  it('are named with the files that use it', () => {
    const root = writeWorkspace({
      ...CONTRACTS,
      'libs/modules/billing/src/b.ts': `import { PlaceOrder } from '@contracts/orders';\nexport default new PlaceOrder();`,
      'libs/modules/billing/src/a.ts': `import { PlaceOrder } from '@contracts/orders';\nexport default new PlaceOrder();`,
    });
    expect(consumersOf(root).map(({ files }) => files)).toEqual([
      ['libs/modules/billing/src/a.ts', 'libs/modules/billing/src/b.ts'],
    ]);
  });
});
