import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Services } from '../shop-service.js';
import type { Principal } from './token-check.js';

interface Request {
  readonly principal?: Principal;
}

interface Page {
  readonly nodes: readonly object[];
  readonly hasNextPage: boolean;
}

const pageOf = ({ nodes, hasNextPage }: Page): object => ({ nodes, pageInfo: { hasNextPage, endCursor: null } });

function requireRole({ principal }: Request, role: string): void {
  if (!principal?.roles.includes(role)) throw new Error('not allowed');
}

/** Queries and mutations, each a call to the service that owns it. */
@Resolver()
export class ShopResolver {
  constructor(private readonly services: Services) {}

  @Query('products')
  async products(@Args('first') first: number): Promise<object> {
    return pageOf(await this.services.ask<Page>('catalog.listProducts', { first }));
  }

  @Query('orders')
  async orders(@Args('first') first: number, @Context() request: Request): Promise<object> {
    requireRole(request, 'sales');
    return pageOf(await this.services.ask<Page>('orders.list', { first }));
  }

  @Mutation('upsertProducts')
  upsertProducts(@Args('input') input: object, @Context() request: Request): Promise<object> {
    requireRole(request, 'catalog');
    return this.services.ask('catalog.upsertProducts', input);
  }

  @Mutation('receiveStock')
  receiveStock(@Args('input') input: object, @Context() request: Request): Promise<object> {
    requireRole(request, 'warehouse');
    return this.services.ask('inventory.receiveStock', input);
  }

  @Mutation('registerCustomer')
  registerCustomer(@Args('input') input: object, @Context() request: Request): Promise<object> {
    requireRole(request, 'sales');
    return this.services.ask('customers.register', input);
  }

  @Mutation('placeOrder')
  placeOrder(
    @Args('input') input: object,
    @Args('idempotencyKey') key: string | null,
    @Context() { principal }: Request,
  ): Promise<object> {
    if (!principal) throw new Error('not signed in');
    return this.services.ask('orders.place', { ...input, key, requester: principal });
  }
}
