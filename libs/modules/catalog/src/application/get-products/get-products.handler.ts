import { GetProducts } from '@contracts/catalog';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Any, Repository } from 'typeorm';
import { ProductEntity } from '../../persistence/product.entity.js';

@QueryHandler(GetProducts)
export class GetProductsHandler implements IQueryHandler<GetProducts> {
  constructor(@InjectRepository(ProductEntity) private readonly products: Repository<ProductEntity>) {}

  async execute({ skus }: GetProducts) {
    const products = await this.products.findBy({ sku: Any(skus) });
    return products.map((product) => ({ ...product }));
  }
}
