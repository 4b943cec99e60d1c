import { ListCustomers } from '@contracts/customers';
import { pageOf } from '@contracts/shared';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { MoreThan, Repository } from 'typeorm';
import { CustomerEntity } from '../../persistence/customer.entity.js';

@QueryHandler(ListCustomers)
export class ListCustomersHandler implements IQueryHandler<ListCustomers> {
  constructor(@InjectRepository(CustomerEntity) private readonly customers: Repository<CustomerEntity>) {}

  async execute({ first, after }: ListCustomers) {
    const customers = await this.customers.find({
      where: after && { customerId: MoreThan(after[0]) },
      order: { customerId: 'ASC' },
      take: first + 1,
    });
    const rows = customers.map((customer) => ({ ...customer }));
    return pageOf(rows, first, ({ customerId }) => [customerId]);
  }
}
