import { Controller } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import { MESSAGES } from '../messages.js';
import { Database } from '../shop-service.js';

export interface Customer {
  readonly customerId: string;
  readonly name: string;
  readonly email: string | null;
  readonly country: string;
  readonly closed: boolean;
}

@Controller()
export class CustomersController {
  constructor(private readonly database: Database) {}

  @MessagePattern('customers.register')
  async register(@Payload() content: unknown): Promise<{ customerId: string }> {
    const { customerId, name, email = null, country } = MESSAGES.registerCustomer.parse(content);
    await this.database.query('INSERT INTO customer (customer_id, name, email, country) VALUES ($1, $2, $3, $4)', [
      customerId,
      name,
      email,
      country,
    ]);
    return { customerId };
  }

  @MessagePattern('customers.get')
  get(@Payload() content: unknown): Promise<Customer[]> {
    const { customerIds } = MESSAGES.getCustomers.parse(content);
    return this.database.query(
      'SELECT customer_id AS "customerId", name, email, country, closed FROM customer WHERE customer_id = ANY ($1)',
      [customerIds],
    );
  }

  @EventPattern('orders.confirmed')
  async addUpLifetimeValue(@Payload() content: unknown): Promise<void> {
    const { customerId, total } = MESSAGES.orderConfirmed.parse(content);
    await this.database.query('UPDATE customer SET lifetime_value = lifetime_value + $2 WHERE customer_id = $1', [
      customerId,
      total,
    ]);
  }
}
