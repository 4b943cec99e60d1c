import { Module } from '@nestjs/common';
import {
  CommandBus,
  CommandHandler,
  QueryBus,
  QueryHandler,
  type ICommandHandler,
  type IQueryHandler,
} from '@nestjs/cqrs';
import { command, contract, query } from '@multilith/contract';
import { ContextModule, use } from '@multilith/runtime';
import { z } from 'zod';
import { GetRating, RateProduct, ratings, UnknownProduct } from './ratings.contract.js';

export class Recommend extends command('storefront.Recommend', {
  input: z.object({ sku: z.string(), stars: z.int() }),
  output: z.string(),
  access: 'public',
}) {}

export class Describe extends query('storefront.Describe', {
  input: z.object({ sku: z.string() }),
  output: z.string(),
  access: 'public',
}) {}

export const storefront = contract('storefront', [Recommend, Describe]);

@CommandHandler(Recommend)
export class RecommendHandler implements ICommandHandler<Recommend> {
  constructor(private readonly commands: CommandBus) {}

  async execute({ sku, stars }: Recommend) {
    try {
      const { ratings: count } = await this.commands.execute(new RateProduct({ sku, stars }));
      return `${sku} has ${count} ratings`;
    } catch (error) {
      // An error of the contract keeps its class, whatever language its handler is written in.
      if (error instanceof UnknownProduct) return `refused: ${error.message}`;
      throw error;
    }
  }
}

@QueryHandler(Describe)
export class DescribeHandler implements IQueryHandler<Describe> {
  constructor(private readonly queries: QueryBus) {}

  async execute({ sku }: Describe) {
    const { average } = await this.queries.execute(new GetRating({ sku }));
    return average === null ? `${sku} is not rated` : `${sku} has ${average} stars`;
  }
}

@Module({
  imports: [
    ContextModule.forFeature({
      contract: storefront,
      uses: [use(ratings, { timeout: '5s', whenUnavailable: 'fail' })],
    }),
  ],
  providers: [RecommendHandler, DescribeHandler],
})
export class StorefrontModule {}
