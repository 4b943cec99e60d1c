import type { JournalSource } from '../engine/ports.js';
import { PostgresJournalSource } from '../engine-postgres/postgres-journal-source.js';
import { appendToJournal } from '@multilith/data';
import { openContexts } from '@multilith/data/testing';
import type { SourceFixture } from './describe-source.js';
import { MemoryJournal } from './memory-journal.js';
import { publish } from './postgres-engine.js';

/** Wraps the source of a journal. */
type Wrap = (source: JournalSource) => JournalSource;
const asIs: Wrap = (source) => source;

/** A journal in memory. */
export async function memorySource(wrap = asIs): Promise<SourceFixture> {
  const journal = new MemoryJournal('orders');
  return {
    source: wrap(journal),
    publish: async (...entries) => void journal.append(...entries),
    begin: async (...entries) => {
      const writer = journal.begin(...entries);
      return async (how) => void writer[how]();
    },
    close: async () => {},
  };
}

/** A journal in PostgreSQL. */
export async function postgresSource(wrap = asIs): Promise<SourceFixture> {
  const contexts = await openContexts(['orders']);
  const orders = contexts.of('orders');
  return {
    source: wrap(new PostgresJournalSource(orders)),
    publish: (...entries) => publish(orders, ...entries),
    begin: async (...entries) => {
      const client = await orders.pool.connect();
      await client.query('BEGIN');
      await appendToJournal((sql, params) => client.query(sql, params), orders.schema, entries);
      return async (how) => {
        await client.query(how === 'commit' ? 'COMMIT' : 'ROLLBACK');
        client.release();
      };
    },
    close: () => contexts.drop(),
  };
}
