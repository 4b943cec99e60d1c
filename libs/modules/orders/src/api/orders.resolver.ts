import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { CancelOrder, GetOrders, ListOrders, PlaceOrder } from '@contracts/orders';
import { connectionOf } from '@contracts/shared';
import type {
  MutationCancelOrderArgs,
  MutationPlaceOrderArgs,
  Order,
  OrderConnection,
  QueryOrderArgs,
  QueryOrdersArgs,
} from './schema.generated.js';

/** What a mutation answers before anyone asks for the order itself. */
interface OrderChanged {
  readonly orderId: string;
}

/** Queries and mutations of orders. */
@Resolver()
export class OrdersResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Query('orders')
  async orders(@Args() args: QueryOrdersArgs): Promise<OrderConnection> {
    return connectionOf(await this.queries.execute(new ListOrders(args)), args.after);
  }

  @Query('order')
  async order(@Args() { orderId }: QueryOrderArgs): Promise<Order | undefined> {
    const [order] = await this.queries.execute(new GetOrders({ orderIds: [orderId] }));
    return order;
  }

  @Mutation('placeOrder')
  placeOrder(@Args() { input, idempotencyKey }: MutationPlaceOrderArgs): Promise<OrderChanged> {
    return this.commands.execute(new PlaceOrder({ ...input, lines: [...input.lines] }, { idempotencyKey }));
  }

  @Mutation('cancelOrder')
  async cancelOrder(@Args() { input, idempotencyKey }: MutationCancelOrderArgs): Promise<OrderChanged> {
    await this.commands.execute(new CancelOrder(input, { idempotencyKey }));
    return { orderId: input.orderId.toLowerCase() };
  }
}
