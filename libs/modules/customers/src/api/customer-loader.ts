import { GetCustomers, type Customer } from '@contracts/customers';
import { RequestLoader } from '@multilith/graphql';
import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';

/** Reads the customers that a request asks for one by one, together. */
@Injectable()
export class CustomerLoader extends RequestLoader<string, Customer> {
  constructor(queries: QueryBus) {
    super({
      load: (customerIds) => queries.execute(new GetCustomers({ customerIds })),
      keyOf: ({ customerId }) => customerId,
    });
  }
}
