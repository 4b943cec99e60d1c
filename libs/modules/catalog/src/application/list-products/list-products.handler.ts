import { ListProducts } from '@contracts/catalog';
import { pageOf } from '@contracts/shared';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThan, Repository } from 'typeorm';
import { ProductEntity } from '../../persistence/product.entity.js';

@QueryHandler(ListProducts)
export class ListProductsHandler implements IQueryHandler<ListProducts> {
  constructor(@InjectRepository(ProductEntity) private readonly products: Repository<ProductEntity>) {}

  async execute({ first, after }: ListProducts) {
    const products = await this.products.find({
      where: after && { sku: MoreThan(after[0]) },
      order: { sku: 'ASC' },
      take: first + 1,
    });
    const rows = products.map((product) => ({ ...product }));
    return pageOf(rows, first, ({ sku }) => [sku]);
  }
}
