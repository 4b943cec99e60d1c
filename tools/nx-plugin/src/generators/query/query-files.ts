import { fieldOf } from '../names/phrases.js';
import { capital, pascal } from '../names/words.js';
import { SOME_ID, type IdType, type MessageParts } from '../message-parts.js';

/** Of several by their ids, so that a request for many rows is one query; of one by its id, or null. */
export function queryClass({ context, name, access, phrase }: MessageParts, id: IdType): string {
  const { many, object } = phrase;
  const answers = many
    ? `${capital(object)} by id, in no particular order. Those that there are not are left out.`
    : `${capital(object)} by its id; null if it does not exist.`;
  const output = `z.object({ ${phrase.id}: ${id.schema} })`;
  return `${id.importLine}import { query${access.imports} } from '@multilith/contract';
import { z } from 'zod';

/** ${answers} */
export class ${name} extends query('${context}.${name}', {
  input: z.object({ ${many ? `${phrase.id}s: z.array(${id.schema}).max(2000)` : `${phrase.id}: ${id.schema}`} }),
  output: ${many ? `z.array(${output})` : `${output}.nullable()`},
  access: ${access.code},
}) {}
`;
}

export function queryHandler({ context, name, phrase: { many, object } }: MessageParts): string {
  return `import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { ${name} } from '@contracts/${context}';

/** Reads ${object}. Until it knows where from, there ${many ? 'are' : 'is'} none. */
@QueryHandler(${name})
export class ${name}Handler implements IQueryHandler<${name}> {
  async execute() {
    return ${many ? '[]' : 'null'};
  }
}
`;
}

export function querySpec({ context, name, access, phrase: { many, id, object } }: MessageParts): string {
  const { refusal } = access;
  const input = many ? `{ ${id}s: [${id}] }` : `{ ${id} }`;
  const refused = `
  it('${refusal?.title}', async () => {
    const refused = ${refusal?.sender}.execute(new ${name}(${input}));
    await expect(refused).rejects.toMatchObject({ code: '${refusal?.code}' });
  });
`;
  return `import { ${name} } from '@contracts/${context}';
import { describeTopologies, testContext } from '@multilith/testing';
import { expect, it } from 'vitest';
import { ${pascal(context)}Module } from '../../${context}.module.js';

const ${id} = '${SOME_ID}';

describeTopologies('reading ${object}', (topology) => {
  const context = testContext({ topology, module: ${pascal(context)}Module });

  it('answers ${many ? 'nothing for ids that there are not' : 'null when there is none'}', async () => {
    expect(await ${access.sender}.execute(new ${name}(${input}))).${many ? 'toEqual([])' : 'toBeNull()'};
  });
${refusal ? refused : ''}});
`;
}

export function querySdl({ access, phrase }: MessageParts) {
  const { many, id, object } = phrase;
  const type = typeOf(phrase);
  return {
    root: 'Query' as const,
    types: `type ${type} {
  ${id}: ID!
}`,
    field: `  "${capital(object)} by id${many ? '' : '; null if it does not exist'}. ${access.sentence}"
  ${fieldOf(phrase)}(${many ? `${id}s: [ID!]!` : `${id}: ID!`}): ${many ? `[${type}!]!` : type}`,
  };
}

export function queryResolver({ context, name, phrase }: MessageParts): string {
  const { many, id, object } = phrase;
  const type = typeOf(phrase);
  const field = fieldOf(phrase);
  return `import { QueryBus } from '@nestjs/cqrs';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { ${name} } from '@contracts/${context}';
import type { Query${capital(field)}Args, ${type} } from './schema.generated.js';

/** ${capital(object)} by id. */
@Resolver()
export class ${name}Resolver {
  constructor(private readonly queries: QueryBus) {}

  @Query('${field}')
  async get(@Args() { ${many ? `${id}s` : id} }: Query${capital(field)}Args): Promise<${many ? `${type}[]` : `${type} | null`}> {
    return this.queries.execute(new ${name}({ ${many ? `${id}s: [...${id}s]` : id} }));
  }
}
`;
}

const typeOf = ({ type }: MessageParts['phrase']): string => type || 'Answer';
