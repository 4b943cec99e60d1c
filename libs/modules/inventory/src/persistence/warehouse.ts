import { Injectable } from '@nestjs/common';
import { InjectEntityManager } from '@nestjs/typeorm';
import { EntityManager } from 'typeorm';
import type { StockLine } from '../domain/stock-line.js';

/**
 * Transactions that change stock take turns. Events are handled many to a transaction, so the order in which their rows
 * are locked cannot be chosen; two such transactions would sooner or later wait for each other in a circle. The
 * transaction that has locked the row of `guard` has the turn until it ends.
 */
const TURN = 'SELECT 1 FROM guard FOR UPDATE';

/** Every statement that changes stock. */
@Injectable()
export class Warehouse {
  constructor(@InjectEntityManager() private readonly database: EntityManager) {}

  /**
   * Waits for the turn and tells what is available of these products, in units. Products that were never delivered are
   * left out. The answer does not change until the transaction ends.
   */
  async takeAvailable(skus: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows: { sku: string; available: string }[] = await this.database.query(
      `WITH turn AS MATERIALIZED (${TURN})
       SELECT sku, on_hand - reserved AS available FROM stock
        WHERE EXISTS (SELECT FROM turn) AND sku = ANY ($1) ORDER BY sku FOR UPDATE`,
      [skus],
    );
    return new Map(rows.map(({ sku, available }) => [sku, Number(available)]));
  }

  /**
   * Promises the lines to the order. They must be available (see {@link takeAvailable}).
   *
   * @returns false, with nothing changed, when the order was already reserved, found short or released
   */
  async reserve(orderId: string, lines: readonly StockLine[]): Promise<boolean> {
    const claimed: unknown[] = await this.database.query(
      `WITH claimed AS (
         INSERT INTO reservation (order_id, state, lines) VALUES ($1, 'HELD', $2)
         ON CONFLICT (order_id) DO NOTHING RETURNING order_id
       ), promised AS (
         UPDATE stock SET reserved = reserved + line.quantity
           FROM claimed, unnest($3::text[], $4::bigint[]) AS line (sku, quantity)
          WHERE stock.sku = line.sku
       )
       SELECT FROM claimed`,
      // The arrays tell the planner how many rows to look up; from JSON it would guess a hundred and scan the table.
      [orderId, JSON.stringify(lines), lines.map(({ sku }) => sku), lines.map(({ quantity }) => quantity)],
    );
    return claimed.length > 0;
  }

  /**
   * Remembers that the order could not be reserved.
   *
   * @returns false, with nothing changed, when the order was already reserved, found short or released
   */
  async recordShortage(orderId: string): Promise<boolean> {
    const claimed: unknown[] = await this.database.query(
      `INSERT INTO reservation (order_id, state, lines) VALUES ($1, 'SHORT', '[]')
       ON CONFLICT (order_id) DO NOTHING RETURNING order_id`,
      [orderId],
    );
    return claimed.length > 0;
  }

  /** Takes what the order holds out of the warehouse. Nothing happens when it holds nothing (any more). */
  async ship(orderId: string): Promise<void> {
    await this.takeTurn();
    await this.database.query(
      `WITH shipped AS (
         UPDATE reservation SET state = 'SHIPPED' WHERE order_id = $1 AND state = 'HELD' RETURNING lines
       )
       UPDATE stock SET on_hand = on_hand - line.quantity, reserved = reserved - line.quantity
         FROM shipped, jsonb_to_recordset(shipped.lines) AS line (sku text, quantity bigint)
        WHERE stock.sku = line.sku`,
      [orderId],
    );
  }

  /**
   * Gives back what the order holds, if anything, and puts back on the shelves what it had already left with. An order
   * that comes to be reserved or shipped later than this gets nothing.
   */
  async release(orderId: string): Promise<void> {
    await this.takeTurn();
    await this.database.query(
      // The lock makes concurrent handlers take turns, so the state read here cannot change before the commit.
      `WITH given AS (
         SELECT state, lines FROM reservation WHERE order_id = $1 AND state IN ('HELD', 'SHIPPED')
       ), released AS (
         INSERT INTO reservation (order_id, state, lines) VALUES ($1, 'RELEASED', '[]')
         ON CONFLICT (order_id) DO UPDATE SET state = 'RELEASED' WHERE reservation.state IN ('HELD', 'SHIPPED')
       )
       UPDATE stock
          SET reserved = reserved - CASE given.state WHEN 'HELD' THEN line.quantity ELSE 0 END,
              on_hand = on_hand + CASE given.state WHEN 'SHIPPED' THEN line.quantity ELSE 0 END
         FROM given, jsonb_to_recordset(given.lines) AS line (sku text, quantity bigint)
        WHERE stock.sku = line.sku`,
      [orderId],
    );
  }

  /** Puts back on the shelves what came back of an order that had left. A return that is known already changes nothing. */
  async takeBack(returnId: string, orderId: string, lines: readonly StockLine[]): Promise<void> {
    await this.takeTurn();
    await this.database.query(
      `WITH booked AS (
         INSERT INTO returned_goods (return_id, order_id, lines) VALUES ($1, $2, $3)
         ON CONFLICT (return_id) DO NOTHING RETURNING lines
       )
       UPDATE stock SET on_hand = on_hand + line.quantity
         FROM booked, jsonb_to_recordset(booked.lines) AS line (sku text, quantity bigint)
        WHERE stock.sku = line.sku`,
      [returnId, orderId, JSON.stringify(lines)],
    );
  }

  /**
   * Puts a delivery on the shelves.
   *
   * @returns false, with nothing changed, when a delivery with this reference was booked before
   */
  async receive(deliveryId: string, reference: string | undefined, lines: readonly StockLine[]): Promise<boolean> {
    await this.takeTurn();
    const booked: unknown[] = await this.database.query(
      `WITH booked AS (
         INSERT INTO delivery (delivery_id, reference, lines) VALUES ($1, $2, $3)
         ON CONFLICT (reference) DO NOTHING RETURNING lines
       ), shelved AS (
         INSERT INTO stock (sku, on_hand)
         SELECT line.sku, line.quantity FROM booked, jsonb_to_recordset(booked.lines) AS line (sku text, quantity bigint)
         ON CONFLICT (sku) DO UPDATE SET on_hand = stock.on_hand + excluded.on_hand
       )
       SELECT FROM booked`,
      [deliveryId, reference ?? null, JSON.stringify(lines)],
    );
    return booked.length > 0;
  }

  /** A separate statement, so that the next one sees all changes committed before this transaction got the lock. */
  private async takeTurn(): Promise<void> {
    await this.database.query(TURN);
  }
}
