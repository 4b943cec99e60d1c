import { Injectable } from '@nestjs/common';
import { InjectEntityManager } from '@nestjs/typeorm';
import { EntityManager } from 'typeorm';
import type { CustomerDetails } from '../domain/customer-details.js';

/**
 * Transactions that change several customers take turns: events are handled many to a transaction, and two that lock the
 * same customers in different order would wait for each other. The transaction that has locked the row
 * of `guard` has the turn until its transaction ends.
 */
const TURN = 'SELECT 1 FROM guard FOR UPDATE';

/** The statements that change customers under concurrency. */
@Injectable()
export class CustomerRegister {
  constructor(@InjectEntityManager() private readonly database: EntityManager) {}

  /**
   * Adds a customer. Of several that add the same id at once, one succeeds and the others wait for it.
   *
   * @returns false, with nothing changed, when there is a customer with this id
   */
  async add({ customerId, name, email, country }: CustomerDetails): Promise<boolean> {
    const added: unknown[] = await this.database.query(
      `INSERT INTO customer (customer_id, name, email, country) VALUES ($1, $2, $3, $4)
       ON CONFLICT (customer_id) DO NOTHING RETURNING customer_id`,
      [customerId, name, email, country],
    );
    return added.length > 0;
  }

  /** Adds to what a customer is worth, in pence; a negative amount takes back. */
  async addValue(customerId: string, amount: number): Promise<void> {
    await this.database.query(
      `WITH turn AS MATERIALIZED (${TURN})
       UPDATE customer SET lifetime_value = lifetime_value + $2 FROM turn WHERE customer_id = $1`,
      [customerId, amount],
    );
  }
}
