import { GetCustomers } from '@contracts/customers';
import { currentCall } from '@multilith/contract';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Any, Repository } from 'typeorm';
import { customersVisibleTo } from '../../domain/customers-visible-to.js';
import { CustomerEntity } from '../../persistence/customer.entity.js';

@QueryHandler(GetCustomers)
export class GetCustomersHandler implements IQueryHandler<GetCustomers> {
  constructor(@InjectRepository(CustomerEntity) private readonly customers: Repository<CustomerEntity>) {}

  async execute({ customerIds }: GetCustomers) {
    const visible = customersVisibleTo(currentCall().principal, customerIds);
    if (visible.length === 0) return [];
    const customers = await this.customers.findBy({ customerId: Any(visible) });
    return customers.map((customer) => ({ ...customer }));
  }
}
