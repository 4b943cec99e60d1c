import { DiscontinueProduct, GetProducts, ListProducts, UpsertProducts } from '@contracts/catalog';
import { connectionOf, pageOf } from '@contracts/shared';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { ProductLoader } from './product-loader.js';
import type {
  DiscontinueProductPayload,
  MutationDiscontinueProductArgs,
  MutationUpsertProductsArgs,
  Product,
  ProductConnection,
  QueryProductArgs,
  QueryProductsArgs,
  UpsertProductsPayload,
} from './schema.generated.js';

/** Products by themselves, and the commands of the catalog. */
@Resolver('Product')
export class ProductsResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly products: ProductLoader,
  ) {}

  @Query('products')
  async list(@Args() { skus, ...list }: QueryProductsArgs): Promise<ProductConnection> {
    if (!skus) return connectionOf(await this.queries.execute(new ListProducts(list)), list.after);
    const found = await this.queries.execute(new GetProducts({ skus: [...skus] }));
    const sorted = found.toSorted((a, b) => (a.sku < b.sku ? -1 : 1));
    return connectionOf(pageOf(sorted, sorted.length, ({ sku }) => [sku]));
  }

  @Query('product')
  get(@Args() { sku }: QueryProductArgs, @Context() request: object): Promise<Product | undefined> {
    return this.products.load(request, sku.trim());
  }

  @Mutation('upsertProducts')
  upsert(@Args() { input, idempotencyKey }: MutationUpsertProductsArgs): Promise<UpsertProductsPayload> {
    return this.commands.execute(new UpsertProducts({ products: [...input.products] }, { idempotencyKey }));
  }

  @Mutation('discontinueProduct')
  async discontinue(
    @Args() { input, idempotencyKey }: MutationDiscontinueProductArgs,
  ): Promise<DiscontinueProductPayload> {
    const command = new DiscontinueProduct(input, { idempotencyKey });
    await this.commands.execute(command);
    return { sku: command.sku };
  }
}
