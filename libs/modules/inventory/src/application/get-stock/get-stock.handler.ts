import { GetStock } from '@contracts/inventory';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Any, Repository } from 'typeorm';
import { StockEntity } from '../../persistence/stock.entity.js';

@QueryHandler(GetStock)
export class GetStockHandler implements IQueryHandler<GetStock> {
  constructor(@InjectRepository(StockEntity) private readonly stock: Repository<StockEntity>) {}

  async execute({ skus }: GetStock) {
    const rows = await this.stock.findBy({ sku: Any(skus) });
    return rows.map(({ sku, onHand, reserved }) => ({ sku, onHand, reserved, available: onHand - reserved }));
  }
}
