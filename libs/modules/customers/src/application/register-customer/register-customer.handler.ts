import { randomUUID } from 'node:crypto';
import { RegisterCustomer } from '@contracts/customers';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { aRegisteredCustomerKeepsItsDetails } from '../../domain/a-registered-customer-keeps-its-details.js';
import { CustomerEntity } from '../../persistence/customer.entity.js';
import { CustomerRegister } from '../../persistence/customer-register.js';

@CommandHandler(RegisterCustomer)
export class RegisterCustomerHandler implements ICommandHandler<RegisterCustomer> {
  constructor(
    private readonly register: CustomerRegister,
    @InjectRepository(CustomerEntity) private readonly customers: Repository<CustomerEntity>,
  ) {}

  async execute({ customerId = randomUUID(), name, email, country }: RegisterCustomer) {
    const details = { customerId, name, email: email ?? null, country };
    if (!(await this.register.add(details)))
      aRegisteredCustomerKeepsItsDetails(await this.customers.findOneByOrFail({ customerId }), details);
    return { customerId };
  }
}
