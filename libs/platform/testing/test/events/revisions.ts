import { Module, type Type } from '@nestjs/common';
import { CommandHandler, EventBus, EventsHandler } from '@nestjs/cqrs';
import { command, contract, event, type Contract, type MessageClass } from '@multilith/contract';
import { ContextModule, subscription } from '@multilith/runtime';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { z } from 'zod';

/** Releases of the harbour's contract. Each has classes of its own, as a separate deployment would. */
export type Revision =
  /** Weight is called `tons`. */
  | 'first'
  /** The field was renamed, and nothing else was done about it. */
  | 'renamed'
  /** The renamed field is version 2, and version 1 is forgotten. */
  | 'second'
  /** Version 2 with an upcaster. */
  | 'upcast'
  /** Version 2 with an upcaster and a downcast. */
  | 'both';

/** Content of an event, whatever the release calls its fields. */
interface Weighed {
  readonly ship: string;
  readonly weight: number;
}

interface Harbour {
  readonly contract: Contract;
  readonly Land: MessageClass & (new (input: { from: number; count: number }) => object);
  readonly Landed: MessageClass;
  /** Makes an event of this release. */
  landed(content: Weighed): object;
  /** Reads the content of an event of this release. */
  weighed(landed: object): Weighed;
}

/** Ships that land in turn. */
const SHIPS = 37;

/** Returns the contract of the harbour in a release. */
export function harbourIn(revision: Revision): Harbour {
  class Land extends command('harbour.Land', {
    input: z.object({ from: z.int(), count: z.int() }),
    access: 'public',
  }) {}
  const key = ({ ship }: { ship: string }): string => ship;
  class LandedV1 extends event('harbour.Landed', { payload: z.object({ ship: z.string(), tons: z.int() }), key }) {}
  const payload = z.object({ ship: z.string(), weight: z.int() });
  class Renamed extends event('harbour.Landed', { payload, key }) {}
  class Second extends event('harbour.Landed', { payload, key, version: 2 }) {}
  const earlier = { 1: LandedV1 };
  const upcast = { 1: ({ ship, tons }: LandedV1) => ({ ship, weight: tons }) };
  class Upcast extends event('harbour.Landed', { payload, key, version: 2, earlier, upcast }) {}
  const downcast = { 1: ({ ship, weight }: Weighed) => ({ ship, tons: weight }) };
  class Both extends event('harbour.Landed', { payload, key, version: 2, earlier, upcast, downcast }) {}

  const Landed = { first: LandedV1, renamed: Renamed, second: Second, upcast: Upcast, both: Both }[revision];
  const isFirst = revision === 'first';
  return {
    contract: contract('harbour', [Land, Landed]),
    Land: Land as Harbour['Land'],
    Landed,
    landed: ({ ship, weight }) => new Landed((isFirst ? { ship, tons: weight } : { ship, weight }) as never),
    weighed: (landed) => {
      const { ship, tons, weight } = landed as { ship: string; tons: number; weight: number };
      return { ship, weight: isFirst ? tons : weight };
    },
  };
}

/** The harbour: publishes an event for each ship that lands. */
export function publisherIn(revision: Revision): { module: Type; harbour: Harbour } {
  const harbour = harbourIn(revision);
  const { Land } = harbour;
  @CommandHandler(Land as never)
  class LandHandler {
    constructor(readonly events: EventBus) {}
    async execute({ from, count }: { from: number; count: number }): Promise<void> {
      for (let n = from; n < from + count; n++)
        this.events.publish(harbour.landed({ ship: `ship-${n % SHIPS}`, weight: n }));
    }
  }
  @Module({
    imports: [ContextModule.forFeature({ contract: harbour.contract, persistence: { entities: [], migrations: [] } })],
    providers: [LandHandler],
  })
  class HarbourModule {}
  return { module: HarbourModule, harbour };
}

class Entries1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE TABLE entry (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, ship text NOT NULL, weight int NOT NULL)',
    );
  }
  async down(): Promise<void> {}
}

/** The office: notes the weight of every ship, from the beginning of the journal. No unique key: duplicates must show. */
export function subscriberIn(revision: Revision): Type {
  const { Landed, weighed } = harbourIn(revision);
  @EventsHandler(Landed as never)
  class NoteWeight {
    constructor(readonly data: DataSource) {}
    async handle(landed: object): Promise<void> {
      const { ship, weight } = weighed(landed);
      await this.data.query('INSERT INTO entry (ship, weight) VALUES ($1, $2)', [ship, weight]);
    }
  }
  @Module({
    imports: [
      ContextModule.forFeature({
        contract: contract('office', []),
        subscriptions: [subscription('weigh', { handler: NoteWeight, start: 'beginning' })],
        persistence: { entities: [], migrations: [Entries1700000000000] },
      }),
    ],
    providers: [NoteWeight],
  })
  class OfficeModule {}
  return OfficeModule;
}
