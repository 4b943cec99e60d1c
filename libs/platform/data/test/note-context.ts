import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { HandlerScope, runInScope } from '../src/scope/call-scope.js';
import type { ContextDatabase } from '../src/database/context-database.js';
import { ContextDatabases } from '../src/database/context-databases.js';
import { DATABASE_DEFAULTS, type DatabaseConfig } from '../src/database/database-config.js';
import type { JournalEntry } from '../src/journal/journal-entry.js';
import type { UnitOfWork } from '../src/unit-of-work/unit-of-work.js';

/** The only table of the context that data access specs use. */
@Entity('note')
export class Note {
  @PrimaryColumn('integer')
  id!: number;

  @Column('text')
  text!: string;
}

export class CreateNote1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE note (id integer PRIMARY KEY, text text NOT NULL)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE note');
  }
}

export const notePersistence = { entities: [Note], migrations: [CreateNote1700000000000] };

/** Opens the context `notes` on a database. */
export async function openNotes(
  url: string,
  config: Partial<DatabaseConfig> = {},
  host = 'spec',
): Promise<{ database: ContextDatabase; close(): Promise<void> }> {
  const databases = new ContextDatabases({ ...DATABASE_DEFAULTS, url, ...config }, host);
  const database = await databases.open('notes', notePersistence, 1);
  return { database, close: () => databases.closeAll() };
}

/** Returns the scope of a command handler of the context `notes`. */
export const handlerScope = (unitOfWork: UnitOfWork | undefined, deadline?: number): HandlerScope =>
  new HandlerScope({
    definition: { name: 'notes.Change', context: 'notes', kind: 'command' },
    caller: { kind: 'edge', name: 'spec' },
    deadline,
    data: unitOfWork,
  });

/** Runs a function as a command handler of the context `notes`: in a transaction that commits when it returns. */
export async function asHandler<T>(
  database: ContextDatabase,
  work: (unitOfWork: UnitOfWork) => Promise<T>,
  deadline?: number,
): Promise<T> {
  const unitOfWork = database.begin();
  try {
    const answer = await runInScope(handlerScope(unitOfWork, deadline), () => work(unitOfWork));
    await unitOfWork.commit();
    return answer;
  } catch (error) {
    await unitOfWork.rollback();
    throw error;
  }
}

let events = 0;

/** Returns an event of the context `notes`. */
export const noteEvent = (key: string): JournalEntry => ({
  eventId: `00000000-0000-4000-8000-${String(++events).padStart(12, '0')}`,
  name: 'notes.NoteChanged',
  version: 1,
  key,
  payload: { key },
  headers: { trace: { traceId: '0'.repeat(32), spanId: '0'.repeat(16) } },
  occurredAt: new Date(),
});
