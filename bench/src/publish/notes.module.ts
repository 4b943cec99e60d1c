import { randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import { CommandHandler, EventBus, type ICommandHandler } from '@nestjs/cqrs';
import { ContextModule } from '@multilith/runtime';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { notes, NoteWritten, WriteOnly, WriteOutbox, WritePublished } from './notes.js';

const INSERT_NOTE = 'INSERT INTO note (id, author, text) VALUES ($1, $2, $3)';

@CommandHandler(WritePublished)
class WritePublishedHandler implements ICommandHandler<WritePublished> {
  constructor(
    private readonly database: DataSource,
    private readonly events: EventBus,
  ) {}

  async execute({ id, author, text }: WritePublished) {
    await this.database.query(INSERT_NOTE, [id, author, text]);
    this.events.publish(new NoteWritten({ id, author, text }));
  }
}

@CommandHandler(WriteOutbox)
class WriteOutboxHandler implements ICommandHandler<WriteOutbox> {
  constructor(private readonly database: DataSource) {}

  async execute({ id, author, text }: WriteOutbox) {
    await this.database.query(INSERT_NOTE, [id, author, text]);
    const event = new NoteWritten({ id, author, text });
    await this.database.query(
      'INSERT INTO outbox (event_id, name, version, key, payload, headers, occurred_at) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [randomUUID(), 'notes.NoteWritten', 1, author, JSON.stringify(event), '{}', new Date()],
    );
  }
}

@CommandHandler(WriteOnly)
class WriteOnlyHandler implements ICommandHandler<WriteOnly> {
  constructor(private readonly database: DataSource) {}

  async execute({ id, author, text }: WriteOnly) {
    await this.database.query(INSERT_NOTE, [id, author, text]);
  }
}

class CreateNotes1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE note (id uuid PRIMARY KEY, author text NOT NULL, text text NOT NULL)');
    await runner.query(`CREATE TABLE outbox (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id uuid NOT NULL UNIQUE, name text NOT NULL,
      version int NOT NULL, key text NOT NULL, payload jsonb NOT NULL, headers jsonb NOT NULL, occurred_at timestamptz NOT NULL)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE outbox, note');
  }
}

@Module({
  imports: [
    ContextModule.forFeature({
      contract: notes,
      persistence: { entities: [], migrations: [CreateNotes1700000000000] },
    }),
  ],
  providers: [WritePublishedHandler, WriteOutboxHandler, WriteOnlyHandler],
})
export class NotesModule {}
