import { literal } from '@multilith/contract-tools';
import { camel, kebab, pascal, snake, spaced } from '../names/words.js';
import type { Place } from '../names/message-name.js';
import type { FollowedEvent } from './event-of.js';

export interface SubscriptionParts extends Place {
  readonly event: FollowedEvent;
  /** What a row of its table is: `HoldParcels`. */
  readonly entity: string;
  /** Class name of the migration. */
  readonly migration: string;
}

export function subscriptionHandler(parts: SubscriptionParts): string {
  const { name, event, entity } = parts;
  const type = pascal(name);
  const table = snake(entity);
  const column = snake(event.keyField);
  return `import { EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { ${event.name} } from '@contracts/${event.context}';
import { ${entity}Entity } from '../../persistence/${kebab(entity)}.entity.js';

/**
 * Counts the events of each ${spaced(event.keyField)}. The count and the place in the journal change in one transaction, so an
 * event that is delivered again counts once.
 */
@EventsHandler(${event.name})
export class ${type}Handler implements IEventHandler<${event.name}> {
  constructor(@InjectRepository(${entity}Entity) private readonly rows: Repository<${entity}Entity>) {}

  async handle({ ${event.keyField} }: ${event.name}): Promise<void> {
    await this.rows.query(
      \`INSERT INTO ${table} (${column}, events) VALUES ($1, 1)
       ON CONFLICT (${column}) DO UPDATE SET events = ${table}.events + 1\`,
      [${event.keyField}],
    );
  }
}
`;
}

export function subscriptionSpec(parts: SubscriptionParts): string {
  const { context, event, entity } = parts;
  const { keyField, example } = event;
  return `import { ${event.name} } from '@contracts/${event.context}';
import { describeTopologies, testContext } from '@multilith/testing';
import { expect, it } from 'vitest';
import { ${entity}Entity } from '../../persistence/${kebab(entity)}.entity.js';
import { ${pascal(context)}Module } from '../../${context}.module.js';

const event = new ${event.name}(${literal(example)});

// Under \`wire\`, every event is handled, rolled back and handled again, as after a crash.
describeTopologies('following ${event.context}.${event.name}', (topology) => {
  const context = testContext({ topology, module: ${pascal(context)}Module });
  const counts = () => context.dataSource.getRepository(${entity}Entity).find();

  it('counts every event once, also one that is delivered again', async () => {
    await context.publish(event);
    await context.publish(event);
    await context.settled();
    expect(await counts()).toEqual([{ ${keyField}: event.${keyField}, events: 2 }]);
  });
});
`;
}

/** The spec of an event that a subscription follows as well. */
export function addedEventSpec(parts: Place & { readonly event: FollowedEvent; readonly module: string }): string {
  const { context, name, event, module } = parts;
  return `import { ${event.name} } from '@contracts/${event.context}';
import { describeTopologies, testContext } from '@multilith/testing';
import { expect, it } from 'vitest';
import { ${pascal(context)}Module } from '${module}';

const event = new ${event.name}(${literal(event.example)});

// Under \`wire\`, every event is handled, rolled back and handled again, as after a crash.
describeTopologies('${event.context}.${event.name} in ${name}', (topology) => {
  const context = testContext({ topology, module: ${pascal(context)}Module });

  it('is handled, also when it is delivered again', async () => {
    await context.publish(event);
    await context.publish(event);
    await context.settled();
    expect(await context.parked()).toEqual([]);
  });
});
`;
}

export function subscriptionEntity({ event, entity }: SubscriptionParts): string {
  return `import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of \`${snake(entity)}\`. */
@Entity('${snake(entity)}')
export class ${entity}Entity {
  @PrimaryColumn('text'${columnName(event.keyField)})
  ${event.keyField}!: string;

  /** How many events of this key came. */
  @Column('integer')
  events!: number;
}
`;
}

export function subscriptionMigration({ name, event, entity, migration }: SubscriptionParts): string {
  return `import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the subscription \`${kebab(name)}\` knows. */
export class ${migration} implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(\`
      CREATE TABLE ${snake(entity)} (
        ${snake(event.keyField)} text COLLATE "C" PRIMARY KEY,
        events integer NOT NULL
      )
    \`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ${snake(entity)}');
  }
}
`;
}

const columnName = (field: string): string => (snake(field) === camel(field) ? '' : `, { name: '${snake(field)}' }`);
