import { ListProducts } from '@contracts/catalog';
import { pageOf } from '@contracts/shared';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { ProductEntity } from '../../persistence/product.entity.js';

/** The field behind each way to sort. */
const FIELDS = { SKU: 'sku', NAME: 'name', PRICE: 'price', UNITS_SOLD: 'unitsSold' } as const satisfies Record<
  ListProducts['sort'],
  keyof ProductEntity
>;

@QueryHandler(ListProducts)
export class ListProductsHandler implements IQueryHandler<ListProducts> {
  constructor(@InjectRepository(ProductEntity) private readonly products: Repository<ProductEntity>) {}

  async execute({ first, after, sort, descending, nameContains, discontinued }: ListProducts) {
    const field = FIELDS[sort];
    const direction = descending ? 'DESC' : 'ASC';
    const list = this.products
      .createQueryBuilder('product')
      .orderBy(`product.${field}`, direction)
      .addOrderBy('product.sku', direction)
      .limit(first + 1);
    if (after)
      list.andWhere(`(product.${field}, product.sku) ${descending ? '<' : '>'} (:value, :sku)`, {
        value: after[2],
        sku: after[3],
      });
    if (nameContains !== undefined)
      list.andWhere('position(lower(:part) IN lower(product.name COLLATE "default")) > 0', { part: nameContains });
    if (discontinued !== undefined) list.andWhere('product.discontinued = :discontinued', { discontinued });
    const rows = (await list.getMany()).map((product) => ({ ...product }));
    return pageOf(rows, first, (product) => [sort, descending, product[field], product.sku]);
  }
}
