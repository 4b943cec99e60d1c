import type { CommandBus, ICommandHandler, QueryBus } from '@nestjs/cqrs';
import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { command, contractError, event, MultilithError, query, type ErrorCode } from './index.js';

const OrderId = z.string().brand('OrderId');
class Unknown extends contractError('orders.Unknown', {
  data: z.object({ orderId: z.string() }),
  message: ({ orderId }) => `no ${orderId}`,
}) {}
class PlaceOrder extends command('orders.PlaceOrder', {
  input: z.object({ customerId: z.string(), note: z.string().optional(), at: z.date().default(() => new Date()) }),
  output: z.object({ orderId: OrderId }),
  errors: [Unknown],
  access: 'public',
}) {}
class Ping extends command('orders.Ping', { input: z.object({}), access: 'internal' }) {}
class GetOrder extends query('orders.GetOrder', {
  input: z.object({ orderId: z.string() }),
  output: z.object({ total: z.bigint() }).nullable(),
  access: 'public',
}) {}
class OrderPlaced extends event('orders.OrderPlaced', {
  payload: z.object({ orderId: z.string() }),
  key: ({ orderId }) => orderId,
}) {}
declare const commands: CommandBus;
declare const queries: QueryBus;

test('the stock buses know the answer of a message', () => {
  expectTypeOf(commands.execute(new PlaceOrder({ customerId: 'a' }))).resolves.toEqualTypeOf<{
    orderId: z.output<typeof OrderId>;
  }>();
  expectTypeOf(commands.execute(new Ping({}))).resolves.toEqualTypeOf<void>();
  expectTypeOf(queries.execute(new GetOrder({ orderId: 'a' }))).resolves.toEqualTypeOf<{ total: bigint } | null>();
});

test('fields are typed and read-only', () => {
  const order = new PlaceOrder({ customerId: 'a' });
  expectTypeOf(order.customerId).toEqualTypeOf<string>();
  expectTypeOf(order.note).toEqualTypeOf<string | undefined>();
  expectTypeOf(order.at).toEqualTypeOf<Date>();
  // @ts-expect-error fields are read-only
  order.customerId = 'b';
  expectTypeOf(new OrderPlaced({ orderId: 'a' }).orderId).toEqualTypeOf<string>();
});

test('a wrong, missing or unknown field is a compile error', () => {
  // @ts-expect-error a number is no customer id
  new PlaceOrder({ customerId: 1 });
  // @ts-expect-error customerId is missing
  new PlaceOrder({});
  // @ts-expect-error there is no such field
  new PlaceOrder({ customerId: 'a', colour: 'red' });
  // @ts-expect-error queries take no idempotency key
  new GetOrder({ orderId: 'a' }, { idempotencyKey: 'k' });
  // @ts-expect-error access is missing
  command('orders.Open', { input: z.object({}) });
  // @ts-expect-error there is no such access
  command('orders.Open', { input: z.object({}), access: 'everyone' });
  // @ts-expect-error the error needs its data
  new Unknown();
});

test('a handler has to return what the contract says', () => {
  class Good implements ICommandHandler<PlaceOrder> {
    async execute(command: PlaceOrder) {
      return { orderId: OrderId.parse(command.customerId) };
    }
  }
  class Bad implements ICommandHandler<PlaceOrder> {
    // @ts-expect-error the answer is not what the contract says
    async execute(command: PlaceOrder) {
      return { id: command.customerId };
    }
  }
  expectTypeOf<Good>().not.toEqualTypeOf<Bad>();
});

test('only codes of a table can be thrown and compared', () => {
  const error = new MultilithError('CONFIG_INVALID', 'PORT is x.', 'Set it to a number.');
  expectTypeOf(error.code).toEqualTypeOf<ErrorCode>();
  // @ts-expect-error no table has this code
  new MultilithError('CONFIG_INVALD', 'PORT is x.', 'Set it to a number.');
  // @ts-expect-error no table has this code
  void (error.code === 'CONFIG_INVALD');
});

test('conversions between versions know both shapes', () => {
  class PlacedV1 extends event('orders.Placed', { payload: z.object({ id: z.string() }), key: ({ id }) => id }) {}
  class Placed extends event('orders.Placed', {
    version: 2,
    payload: z.object({ orderId: z.string() }),
    key: ({ orderId }) => orderId,
    earlier: { 1: PlacedV1 },
    upcast: { 1: (v1) => ({ orderId: v1.id }) },
    downcast: { 1: (v2) => ({ id: v2.orderId }) },
  }) {}
  expectTypeOf(new Placed({ orderId: 'a' }).orderId).toEqualTypeOf<string>();
  event('orders.Placed', {
    version: 2,
    payload: z.object({ orderId: z.string() }),
    key: ({ orderId }) => orderId,
    earlier: { 1: PlacedV1 },
    // @ts-expect-error the field has another name in version 2
    upcast: { 1: (v1) => ({ id: v1.id }) },
  });
  class GetTotalV1 extends query('orders.GetTotal', {
    input: z.object({ id: z.string() }),
    output: z.object({ pounds: z.number() }),
    access: 'public',
  }) {}
  class GetTotal extends query('orders.GetTotal', {
    version: 2,
    input: z.object({ orderId: z.string() }),
    output: z.object({ pence: z.int() }),
    access: 'public',
    earlier: { 1: GetTotalV1 },
    upcast: { 1: ({ id }) => ({ orderId: id }) },
    downcast: { 1: ({ pence }) => ({ pounds: pence / 100 }) },
  }) {}
  expectTypeOf(queries.execute(new GetTotal({ orderId: 'a' }))).resolves.toEqualTypeOf<{ pence: number }>();
});
