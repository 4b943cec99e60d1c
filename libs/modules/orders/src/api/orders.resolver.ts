import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { CancelOrder, GetOrders, ListOrders, PlaceOrder, RefundOrder, type OrderView } from '@contracts/orders';
import { connectionOf, type Connection } from '@contracts/shared';
import type {
  MutationCancelOrderArgs,
  MutationPlaceOrderArgs,
  MutationRefundOrderArgs,
  QueryOrderArgs,
  QueryOrdersArgs,
} from './schema.generated.js';

/** The payload of a mutation; the order itself is read only if the client selects it. */
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
  async orders(@Args() args: QueryOrdersArgs): Promise<Connection<OrderView>> {
    return connectionOf(await this.queries.execute(new ListOrders(args)), args.after);
  }

  @Query('order')
  async order(@Args() { orderId }: QueryOrderArgs): Promise<OrderView | undefined> {
    const [order] = await this.queries.execute(new GetOrders({ orderIds: [orderId] }));
    return order;
  }

  @Mutation('placeOrder')
  placeOrder(@Args() { input, idempotencyKey }: MutationPlaceOrderArgs): Promise<OrderChanged> {
    return this.commands.execute(new PlaceOrder({ ...input, lines: [...input.lines] }, { idempotencyKey }));
  }

  @Mutation('cancelOrder')
  async cancelOrder(@Args() { input, idempotencyKey }: MutationCancelOrderArgs): Promise<OrderChanged> {
    const command = new CancelOrder(input, { idempotencyKey });
    await this.commands.execute(command);
    return { orderId: command.orderId };
  }

  @Mutation('refundOrder')
  async refundOrder(
    @Args() { input, idempotencyKey }: MutationRefundOrderArgs,
  ): Promise<OrderChanged & { readonly returnId: string }> {
    const command = new RefundOrder({ ...input, lines: [...input.lines] }, { idempotencyKey });
    const { returnId } = await this.commands.execute(command);
    return { returnId, orderId: command.orderId };
  }
}
