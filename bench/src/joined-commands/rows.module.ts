import { Module } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { command, contract } from '@multilith/contract';
import { ContextModule } from '@multilith/runtime';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { z } from 'zod';

/** Rows that each of the commands below writes. */
const ROWS = 5;

/** How the rows of one transaction are written. */
export type How = 'by itself' | 'nested' | 'joined' | 'joined, and fails';
export class WriteRows extends command('rows.WriteRows', {
  input: z.object({ how: z.enum(['by itself', 'nested', 'joined', 'joined, and fails']) }),
  access: 'public',
}) {}
export class WriteRow extends command('rows.WriteRow', { input: z.object({ fails: z.boolean() }), access: 'public' }) {}

const write = (database: DataSource): Promise<unknown> =>
  database.query('INSERT INTO written (text) VALUES ($1)', ['some text of a usual length']);

@CommandHandler(WriteRow)
class WriteRowHandler implements ICommandHandler<WriteRow> {
  constructor(private readonly database: DataSource) {}

  async execute({ fails }: WriteRow) {
    await write(this.database);
    if (fails) throw new Error('on purpose');
  }
}

@CommandHandler(WriteRows)
class WriteRowsHandler implements ICommandHandler<WriteRows> {
  constructor(
    private readonly database: DataSource,
    private readonly commands: CommandBus,
  ) {}

  async execute({ how }: WriteRows) {
    await write(this.database);
    for (let i = 0; i < ROWS; i++)
      if (how === 'by itself') await write(this.database);
      else if (how === 'nested') await this.database.transaction(() => write(this.database));
      else if (how === 'joined') await this.commands.execute(new WriteRow({ fails: false }));
      else await this.commands.execute(new WriteRow({ fails: true })).catch(() => {});
  }
}

class CreateRows1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE written (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text NOT NULL)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE written');
  }
}

@Module({
  imports: [
    ContextModule.forFeature({
      contract: contract('rows', [WriteRows, WriteRow]),
      persistence: { entities: [], migrations: [CreateRows1700000000000] },
    }),
  ],
  providers: [WriteRowsHandler, WriteRowHandler],
})
export class RowsModule {}
