import { GetStock, ReceiveStock } from '@contracts/inventory';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { MutationReceiveStockArgs, QueryStockArgs, ReceiveStockPayload, Stock } from './schema.generated.js';

/** Stock by itself, and the commands of inventory. */
@Resolver('Stock')
export class StockResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Query('stock')
  list(@Args() { skus }: QueryStockArgs): Promise<Stock[]> {
    return this.queries.execute(new GetStock({ skus: [...skus] }));
  }

  @Mutation('receiveStock')
  receive(@Args() { input, idempotencyKey }: MutationReceiveStockArgs): Promise<ReceiveStockPayload> {
    return this.commands.execute(new ReceiveStock({ ...input, lines: [...input.lines] }, { idempotencyKey }));
  }
}
