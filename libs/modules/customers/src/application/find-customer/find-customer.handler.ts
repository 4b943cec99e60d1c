import { FindCustomer } from '@contracts/customers';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { CustomerEntity } from '../../persistence/customer.entity.js';

@QueryHandler(FindCustomer)
export class FindCustomerHandler implements IQueryHandler<FindCustomer> {
  constructor(@InjectRepository(CustomerEntity) private readonly customers: Repository<CustomerEntity>) {}

  async execute({ customerId }: FindCustomer) {
    const customer = await this.customers.findOneBy({ customerId });
    if (!customer) return null;
    const { name, email, country, closed } = customer;
    return { customerId, name, email, country, closed };
  }
}
