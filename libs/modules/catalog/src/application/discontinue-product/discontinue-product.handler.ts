import { DiscontinueProduct, UnknownProduct } from '@contracts/catalog';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { ProductEntity } from '../../persistence/product.entity.js';

@CommandHandler(DiscontinueProduct)
export class DiscontinueProductHandler implements ICommandHandler<DiscontinueProduct> {
  constructor(@InjectRepository(ProductEntity) private readonly products: Repository<ProductEntity>) {}

  async execute({ sku }: DiscontinueProduct): Promise<void> {
    const { affected } = await this.products.update({ sku }, { discontinued: true });
    if (affected === 0) throw new UnknownProduct({ sku });
  }
}
