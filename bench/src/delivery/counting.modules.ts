import { Module, type Type } from '@nestjs/common';
import { CommandHandler, EventBus, EventsHandler, type ICommandHandler, type IEventHandler } from '@nestjs/cqrs';
import { ContextModule, subscription } from '@multilith/runtime';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { counting, Emit, Emitted, source } from './counting.js';
import { CREATE_EFFECT, INSERT_EFFECT } from './effect.js';

@CommandHandler(Emit)
class EmitHandler implements ICommandHandler<Emit> {
  constructor(private readonly events: EventBus) {}

  async execute({ from, count }: Emit) {
    for (let i = 0; i < count; i++) this.events.publish(new Emitted({ number: from + i }));
  }
}

@Module({
  imports: [ContextModule.forFeature({ contract: source, persistence: { entities: [], migrations: [] } })],
  providers: [EmitHandler],
})
export class SourceModule {}

@EventsHandler(Emitted)
class WriteEffect implements IEventHandler<Emitted> {
  constructor(private readonly database: DataSource) {}

  async handle({ number }: Emitted) {
    await this.database.query(INSERT_EFFECT, [number]);
  }
}

class CreateEffect1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CREATE_EFFECT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE effect');
  }
}

/** The subscriber, with so many events to a transaction. */
export function countingModule(batch: number): Type {
  @Module({
    imports: [
      ContextModule.forFeature({
        contract: counting,
        subscriptions: [subscription('write-effect', { handler: WriteEffect, start: 'beginning', batch })],
        persistence: { entities: [], migrations: [CreateEffect1700000000000] },
      }),
    ],
    providers: [WriteEffect],
  })
  class CountingModule {}
  return CountingModule;
}
