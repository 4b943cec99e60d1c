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
  readonly #database: JournalDatabase;
  readonly #pool: Queryable;
  readonly #journal: string;
  readonly #headSql: string;
  readonly #writersSql: string;
  readonly #readSql: string;

  constructor(database: JournalDatabase) {
    this.#database = database;
    this.publisher = database.context;
    this.#pool = database.pool;
    const schema = quoteIdentifier(database.schema);
    this.#journal = journalTable(database.schema);
    this.#headSql = `SELECT s.last_value, s.is_called, e.epoch
FROM ${schema}.journal_id_seq s, ${schema}.journal_epoch e`;
    this.#writersSql = journalWriters(database.schema);
    this.#readSql = `SELECT ${COLUMNS} FROM ${this.#journal} j WHERE j.id > $1 AND j.id <= $2 AND j.name = ANY ($3) ORDER BY j.id LIMIT $4`;
  }

  async mark(known?: bigint, wanted?: Omit<JournalSlice, 'upTo'>): Promise<JournalMark> {
    if (known !== undefined && wanted) return this.#markWithEvents(known, wanted);
    const { rows } = await this.#pool.query(prepared(this.#headSql, []));
    const { epoch, head } = headOf(rows);
    // The head must be read before the list of writers: a later writer draws positions beyond this head.
    const writers = known !== undefined && head <= known ? [] : await this.#writers();
    return { epoch, head, writers };
  }

  /** Sends all three statements at once, which PostgreSQL runs one after the other. */
  async #markWithEvents(known: bigint, { names, limit }: Omit<JournalSlice, 'upTo'>): Promise<JournalMark> {
    const [first, second, third] = await this.#database.inOneTrip([
      prepared(this.#headSql, []),
      prepared(this.#writersSql, []),
      prepared(this.#readSql, [known, MAX_POSITION, names, limit]),
    ]);
    const { epoch, head } = headOf(first!.rows);
    const writers = head <= known ? [] : writersOf(second!.rows);
    // With a writer, an event may still appear between those that were read.
    const events = writers.length > 0 ? undefined : eventsOf(third!.rows).filter(({ position }) => position <= head);
    return { epoch, head, writers, events };
  }

  async unfinished(writers: readonly string[]): Promise<readonly string[]> {
    const still = new Set(await this.#writers());
    return writers.filter((writer) => still.has(writer));
  }

  async #writers(): Promise<string[]> {
    const { rows } = await this.#pool.query(prepared(this.#writersSql, []));
    return writersOf(rows);
  }

  async read(after: bigint, { upTo, names, limit }: JournalSlice): Promise<readonly JournaledEvent[]> {
    const { rows } = await this.#pool.query(prepared(this.#readSql, [after, upTo, names, limit]));
    return eventsOf(rows);
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
    return eventsOf(rows);
  }
}

type JournalDatabase = Pick<SubscriberDatabase, 'context' | 'schema' | 'pool' | 'inOneTrip'>;
type Rows = readonly Record<string, unknown>[];

const MAX_POSITION = 2n ** 63n - 1n;

function headOf([row]: Rows): { epoch: string; head: bigint } {
  const { last_value, is_called, epoch } = row as { last_value: string; is_called: boolean; epoch: string };
  return { epoch, head: is_called ? BigInt(last_value) : 0n };
}

const writersOf = (rows: Rows): string[] => rows.map(({ writer }) => writer as string);
const eventsOf = (rows: Rows): JournaledEvent[] => (rows as unknown as JournalRow[]).map(toEvent);

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
