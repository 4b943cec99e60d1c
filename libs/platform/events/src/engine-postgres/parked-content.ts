import type { JsonValue } from '@multilith/contract';
import type { EventHeaders } from '@multilith/data';
import type { Queryable } from './subscriber-database.js';

/** The content of a parked event, from the journal of its publisher. */
export interface ParkedContent {
  readonly version: number;
  readonly occurredAt: Date;
  readonly payload: JsonValue;
  readonly headers: EventHeaders;
}

/**
 * Returns the content of events by their position in the journal of a context. Positions missing from the journal are
 * left out.
 *
 * @param publisher connections of the publisher's role, whose schema is its `search_path`
 */
export async function readParkedContent(
  publisher: Queryable,
  positions: readonly bigint[],
): Promise<Map<bigint, ParkedContent>> {
  const { rows } = await publisher.query(
    'SELECT id, version, occurred_at, payload, headers FROM journal WHERE id = ANY ($1::bigint[])',
    [positions],
  );
  return new Map(
    rows.map((row) => [
      BigInt(row['id'] as string),
      {
        version: row['version'] as number,
        occurredAt: row['occurred_at'] as Date,
        payload: row['payload'] as JsonValue,
        headers: row['headers'] as EventHeaders,
      },
    ]),
  );
}
