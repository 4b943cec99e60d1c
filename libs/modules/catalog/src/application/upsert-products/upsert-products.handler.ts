import { UpsertProducts } from '@contracts/catalog';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { aDiscontinuedProductStaysAsItIs } from '../../domain/a-discontinued-product-stays-as-it-is.js';
import { revise } from '../../domain/revision.js';
import { Assortment } from '../../persistence/assortment.js';

@CommandHandler(UpsertProducts)
export class UpsertProductsHandler implements ICommandHandler<UpsertProducts> {
  constructor(private readonly assortment: Assortment) {}

  async execute({ products }: UpsertProducts) {
    const known = await this.assortment.take(products.map(({ sku }) => sku));
    const { created, updated, outdated, unchanged } = revise(known, products);
    aDiscontinuedProductStaysAsItIs(outdated);
    await this.assortment.save([...created, ...updated]);
    return { created: created.length, updated: updated.length, unchanged: unchanged.length };
  }
}
