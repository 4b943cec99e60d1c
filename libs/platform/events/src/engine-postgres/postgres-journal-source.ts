import type { Backlog, JournalMark, JournalSlice, JournalSource, LanePosition } from '../engine/ports.js';
import {
  quoteIdentifier,
  journalTable,
  journalWriters,
  prepared,
  type EventHeaders,
  type JournaledEvent,
} from '@multilith/data';
import type { JsonValue } from '@multilith/contract';
import type { Queryable, SubscriberDatabase } from './subscriber-database.js';

const COLUMNS = 'j.id, j.event_id, j.name, j.version, j.key, j.lane, j.payload, j.headers, j.occurred_at';

interface JournalRow {
  readonly id: string;
  readonly event_id: string;
  readonly name: string;
  readonly version: number;
  readonly key: string;
  readonly lane: number;
  readonly payload: JsonValue;
  readonly headers: EventHeaders;
  readonly occurred_at: Date;
}

/** Reads the journal of a context from its tables, through its owner's connections. */
export class PostgresJournalSource implements JournalSource {
  readonly publisher: string;
  readonly #pool: Queryable;
  readonly #journal: string;
  readonly #headSql: string;
  readonly #writersSql: string;

  constructor(database: Pick<SubscriberDatabase, 'context' | 'schema' | 'pool'>) {
    this.publisher = database.context;
    this.#pool = database.pool;
    const schema = quoteIdentifier(database.schema);
    this.#journal = journalTable(database.schema);
    this.#headSql = `SELECT s.last_value, s.is_called, e.epoch
FROM ${schema}.journal_id_seq s, ${schema}.journal_epoch e`;
    this.#writersSql = journalWriters(database.schema);
  }

  async mark(known?: bigint): Promise<JournalMark> {
    const { rows } = await this.#pool.query(prepared(this.#headSql, []));
    const { last_value, is_called, epoch } = rows[0] as { last_value: string; is_called: boolean; epoch: string };
    const head = is_called ? BigInt(last_value) : 0n;
    // The head must be read before the list of writers: a later writer draws positions beyond this head.
    const writers = known !== undefined && head <= known ? [] : await this.#writers();
    return { epoch, head, writers };
  }

  async unfinished(writers: readonly string[]): Promise<readonly string[]> {
    const still = new Set(await this.#writers());
    return writers.filter((writer) => still.has(writer));
  }

  async #writers(): Promise<string[]> {
    const { rows } = await this.#pool.query(prepared(this.#writersSql, []));
    return rows.map(({ writer }) => writer as string);
  }

  read(after: bigint, { upTo, names, limit }: JournalSlice): Promise<readonly JournaledEvent[]> {
    return this.#events(
      `SELECT ${COLUMNS} FROM ${this.#journal} j WHERE j.id > $1 AND j.id <= $2 AND j.name = ANY ($3) ORDER BY j.id LIMIT $4`,
      [after, upTo, names, limit],
    );
  }

  readLanes(lanes: readonly LanePosition[], { upTo, names, limit }: JournalSlice): Promise<readonly JournaledEvent[]> {
    return this.#events(
      `SELECT ${COLUMNS} FROM unnest($1::smallint[], $2::bigint[]) AS c (lane, after) CROSS JOIN LATERAL (
  SELECT * FROM ${this.#journal} j WHERE j.lane = c.lane AND j.id > c.after AND j.id <= $3 AND j.name = ANY ($4)
  ORDER BY j.id LIMIT $5) j`,
      [...placesOf(lanes), upTo, names, limit],
    );
  }

  async readOne(position: bigint): Promise<JournaledEvent | undefined> {
    const [event] = await this.#events(`SELECT ${COLUMNS} FROM ${this.#journal} j WHERE j.id = $1`, [position]);
    return event;
  }

  async countAfter(lanes: readonly LanePosition[], names: readonly string[], limit: number): Promise<Backlog> {
    const { rows } = await this.#pool.query(
      `SELECT least(count(*), $4)::integer AS count, min(j.occurred_at) AS oldest
FROM unnest($1::smallint[], $2::bigint[]) AS c (lane, after) CROSS JOIN LATERAL (
  SELECT j.occurred_at FROM ${this.#journal} j WHERE j.lane = c.lane AND j.id > c.after AND j.name = ANY ($3)
  ORDER BY j.id LIMIT $4) j`,
      [...placesOf(lanes), names, limit],
    );
    const { count, oldest } = rows[0]!;
    return { count: count as number, oldest: (oldest as Date | null) ?? undefined };
  }

  async #events(sql: string, params: unknown[]): Promise<JournaledEvent[]> {
    const { rows } = await this.#pool.query(sql, params);
    return (rows as unknown as JournalRow[]).map(toEvent);
  }
}

const placesOf = (lanes: readonly LanePosition[]): [number[], bigint[]] => [
  lanes.map(({ lane }) => lane),
  lanes.map(({ after }) => after),
];

const toEvent = (row: JournalRow): JournaledEvent => ({
  position: BigInt(row.id),
  eventId: row.event_id,
  name: row.name,
  version: row.version,
  key: row.key,
  lane: row.lane,
  payload: row.payload,
  headers: row.headers,
  occurredAt: row.occurred_at,
});
