import { withArticle } from '../names/words.js';
import { ACCESS, type ContextNames } from './context-names.js';

/** The sources of a new module below its folder, without its API, by path. */
export function moduleFiles(names: ContextNames): Record<string, string> {
  const { context, prefix, constant, description, entity, entities, file, files, noun, nouns, id, column } = names;
  const { table, timestamp } = names;
  const aNoun = withArticle(noun);
  const migration = `Create${entities}${timestamp}`;
  return {
    'README.md': `# ${context}

${description}.

| | |
| --- | --- |
| owns | table \`${table}\`: one row per ${noun} |
| commands | \`Register${entity}\` (${ACCESS.words}) |
| queries | \`Get${entities}\` (${ACCESS.words}) |
| publishes | \`${entity}Registered\` (key: the ${noun} id) |
| subscribes | nothing |
| calls | none |
| API | \`${lowerFirst(entity)}\`, \`register${entity}\`; the type \`${entity}\` |
`,
    'src/index.ts': `export { ${prefix}Module } from './${context}.module.js';
`,
    [`src/${context}.module.ts`]: `import { Module } from '@nestjs/common';
import { ${constant} } from '@contracts/${context}';
import { ContextModule } from '@multilith/runtime';
import { Get${entities}Handler } from './application/get-${files}/get-${files}.handler.js';
import { Register${entity}Handler } from './application/register-${file}/register-${file}.handler.js';
import { ${entity}Entity } from './persistence/${file}.entity.js';
import { ${migration} } from './persistence/migrations/${timestamp}-create-${files}.js';

/** ${description}. */
@Module({
  imports: [
    ContextModule.forFeature({
      contract: ${constant},
      persistence: { entities: [${entity}Entity], migrations: [${migration}] },
    }),
  ],
  providers: [Register${entity}Handler, Get${entities}Handler],
})
export class ${prefix}Module {}
`,
    [`src/application/register-${file}/register-${file}.handler.ts`]: `import { randomUUID } from 'node:crypto';
import { CommandHandler, EventBus, type ICommandHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Register${entity}, ${entity}Registered } from '@contracts/${context}';
import { ${entity}Entity } from '../../persistence/${file}.entity.js';

/** Keeps a new ${noun} and says so, both in one transaction. */
@CommandHandler(Register${entity})
export class Register${entity}Handler implements ICommandHandler<Register${entity}> {
  constructor(
    @InjectRepository(${entity}Entity) private readonly ${lowerFirst(entities)}: Repository<${entity}Entity>,
    private readonly events: EventBus,
  ) {}

  async execute({ note }: Register${entity}) {
    const registered = { ${id}: randomUUID(), note, registeredAt: new Date() };
    await this.${lowerFirst(entities)}.insert(registered);
    this.events.publish(new ${entity}Registered(registered));
    return { ${id}: registered.${id} };
  }
}
`,
    [`src/application/register-${file}/register-${file}.spec.ts`]: `import { Get${entities}, Register${entity}, ${entity}Registered } from '@contracts/${context}';
import { describeTopologies, testContext } from '@multilith/testing';
import { expect, it } from 'vitest';
import { ${prefix}Module } from '../../${context}.module.js';

describeTopologies('registering ${aNoun}', (topology) => {
  const context = testContext({ topology, module: ${prefix}Module, principal: { subject: 'ann', roles: [] } });

  it('keeps it, and says so', async () => {
    const { ${id} } = await context.execute(new Register${entity}({ note: 'the first' }));
    const expected = { ${id}, note: 'the first', registeredAt: expect.any(Date) as Date };
    expect(await context.execute(new Get${entities}({ ${id}s: [${id}] }))).toEqual([expected]);
    expect((await context.published(${entity}Registered)).filter((event) => event.${id} === ${id})).toMatchObject([expected]);
  });

  it('makes one for the same idempotency key, however often it is sent', async () => {
    const send = () => context.execute(new Register${entity}({ note: 'once' }, { idempotencyKey: 'once' }));
    expect(await send()).toEqual(await send());
    expect((await context.published(${entity}Registered)).filter(({ note }) => note === 'once')).toHaveLength(1);
  });

  it('is for anyone signed in', async () => {
    const refused = context.as(undefined).execute(new Register${entity}({ note: 'mine' }));
    await expect(refused).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
`,
    [`src/application/get-${files}/get-${files}.handler.ts`]: `import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { InjectRepository } from '@nestjs/typeorm';
import { Any, Repository } from 'typeorm';
import { Get${entities} } from '@contracts/${context}';
import { ${entity}Entity } from '../../persistence/${file}.entity.js';

/** Reads ${nouns} by id. */
@QueryHandler(Get${entities})
export class Get${entities}Handler implements IQueryHandler<Get${entities}> {
  constructor(@InjectRepository(${entity}Entity) private readonly ${lowerFirst(entities)}: Repository<${entity}Entity>) {}

  async execute({ ${id}s }: Get${entities}) {
    const found = await this.${lowerFirst(entities)}.findBy({ ${id}: Any(${id}s) });
    // A contract carries plain data, not instances of an entity.
    return found.map((each) => ({ ...each }));
  }
}
`,
    [`src/application/get-${files}/get-${files}.spec.ts`]: `import { Get${entities}, Register${entity} } from '@contracts/${context}';
import { describeTopologies, testContext } from '@multilith/testing';
import { expect, it } from 'vitest';
import { ${prefix}Module } from '../../${context}.module.js';

describeTopologies('reading ${nouns}', (topology) => {
  const context = testContext({ topology, module: ${prefix}Module, principal: { subject: 'ann', roles: [] } });

  it('answers those that there are', async () => {
    const { ${id} } = await context.execute(new Register${entity}({ note: 'here' }));
    const nowhere = '00000000-0000-4000-8000-000000000000';
    expect(await context.execute(new Get${entities}({ ${id}s: [nowhere, ${id}] }))).toMatchObject([{ ${id}, note: 'here' }]);
  });

  it('is for anyone signed in', async () => {
    const refused = context.as(undefined).execute(new Get${entities}({ ${id}s: [] }));
    await expect(refused).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
`,
    [`src/persistence/${file}.entity.ts`]: `import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A row of \`${table}\`. */
@Entity('${table}')
export class ${entity}Entity {
  @PrimaryColumn('uuid', { name: '${column}' })
  ${id}!: string;

  @Column('text')
  note!: string;

  @Column('timestamptz', { name: 'registered_at' })
  registeredAt!: Date;
}
`,
    [`src/persistence/migrations/${timestamp}-create-${files}.ts`]: `import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ${nouns}. */
export class ${migration} implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(\`
      CREATE TABLE ${table} (
        ${column} uuid PRIMARY KEY,
        note text NOT NULL,
        registered_at timestamptz NOT NULL
      )
    \`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE ${table}');
  }
}
`,
  };
}

const lowerFirst = (name: string): string => name[0]!.toLowerCase() + name.slice(1);
