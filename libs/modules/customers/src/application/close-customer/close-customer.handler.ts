import { CloseCustomer, UnknownCustomer } from '@contracts/customers';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { CustomerEntity } from '../../persistence/customer.entity.js';

@CommandHandler(CloseCustomer)
export class CloseCustomerHandler implements ICommandHandler<CloseCustomer> {
  constructor(@InjectRepository(CustomerEntity) private readonly customers: Repository<CustomerEntity>) {}

  async execute({ customerId }: CloseCustomer): Promise<void> {
    const { affected } = await this.customers.update({ customerId }, { closed: true });
    if (affected === 0) throw new UnknownCustomer({ customerId });
  }
}
