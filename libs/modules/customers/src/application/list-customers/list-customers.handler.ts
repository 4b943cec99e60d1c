import { ListCustomers } from '@contracts/customers';
import { pageOf } from '@contracts/shared';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { CustomerEntity } from '../../persistence/customer.entity.js';

/** The field behind each way to sort. */
const FIELDS = { ID: 'customerId', NAME: 'name' } as const satisfies Record<
  ListCustomers['sort'],
  keyof CustomerEntity
>;

@QueryHandler(ListCustomers)
export class ListCustomersHandler implements IQueryHandler<ListCustomers> {
  constructor(@InjectRepository(CustomerEntity) private readonly customers: Repository<CustomerEntity>) {}

  async execute({ first, after, sort, descending, country, nameContains }: ListCustomers) {
    const field = FIELDS[sort];
    const direction = descending ? 'DESC' : 'ASC';
    const list = this.customers
      .createQueryBuilder('customer')
      .orderBy(`customer.${field}`, direction)
      .addOrderBy('customer.customerId', direction)
      .limit(first + 1);
    if (after)
      list.andWhere(`(customer.${field}, customer.customerId) ${descending ? '<' : '>'} (:value, :id)`, {
        value: after[2],
        id: after[3],
      });
    if (country !== undefined) list.andWhere('customer.country = :country', { country });
    if (nameContains !== undefined)
      list.andWhere('position(lower(:part) IN lower(customer.name COLLATE "default")) > 0', { part: nameContains });
    const rows = (await list.getMany()).map((customer) => ({ ...customer }));
    return pageOf(rows, first, (customer) => [sort, descending, customer[field], customer.customerId]);
  }
}
