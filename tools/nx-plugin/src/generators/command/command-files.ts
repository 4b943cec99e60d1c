import { camel, kebab, pascal } from '../names/words.js';
import { SOME_ID, type IdType, type MessageParts } from '../message-parts.js';

export const commandClass = ({ context, name, access, phrase }: MessageParts, id: IdType): string =>
  `${id.importLine}import { command${access.imports} } from '@multilith/contract';
import { z } from 'zod';

/** ${phrase.does}. */
export class ${name} extends command('${context}.${name}', {
  input: z.object({ ${phrase.id}: ${id.schema} }),
  output: z.object({ ${phrase.id}: ${id.schema} }),
  access: ${access.code},
}) {}
`;

export const commandHandler = ({ context, name, phrase }: MessageParts): string =>
  `import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ${name} } from '@contracts/${context}';

/** ${phrase.does}. Runs in one transaction; what it throws rolls everything back. */
@CommandHandler(${name})
export class ${name}Handler implements ICommandHandler<${name}> {
  async execute({ ${phrase.id} }: ${name}) {
    return { ${phrase.id} };
  }
}
`;

export function commandSpec({ context, name, access, phrase: { id, doing } }: MessageParts): string {
  const { refusal } = access;
  const refused = `
  it('${refusal?.title}', async () => {
    const refused = ${refusal?.sender}.execute(new ${name}({ ${id} }));
    await expect(refused).rejects.toMatchObject({ code: '${refusal?.code}' });
  });
`;
  return `import { ${name} } from '@contracts/${context}';
import { describeTopologies, testContext } from '@multilith/testing';
import { expect, it } from 'vitest';
import { ${pascal(context)}Module } from '../../${context}.module.js';

const ${id} = '${SOME_ID}';

describeTopologies('${doing}', (topology) => {
  const context = testContext({ topology, module: ${pascal(context)}Module });

  it('answers which one it was', async () => {
    expect(await ${access.sender}.execute(new ${name}({ ${id} }))).toEqual({ ${id} });
  });

  it('gives the same answer to the same idempotency key', async () => {
    const send = () => ${access.sender}.execute(new ${name}({ ${id} }, { idempotencyKey: 'once' }));
    expect(await send()).toEqual(await send());
  });
${refusal ? refused : ''}});
`;
}

export const mutationSdl = ({ name, access, phrase }: MessageParts) => ({
  root: 'Mutation' as const,
  types: `input ${name}Input {
  ${phrase.id}: ID!
}

type ${name}Payload {
  ${phrase.id}: ID!
}`,
  field: `  "${phrase.does}. ${access.sentence}"
  ${camel(name)}(input: ${name}Input!, idempotencyKey: String): ${name}Payload!`,
});

export const commandResolver = ({ context, name, phrase }: MessageParts): string =>
  `import { CommandBus } from '@nestjs/cqrs';
import { Args, Mutation, Resolver } from '@nestjs/graphql';
import { ${name} } from '@contracts/${context}';
import type { Mutation${name}Args, ${name}Payload } from './schema.generated.js';

/** ${phrase.does}. */
@Resolver()
export class ${name}Resolver {
  constructor(private readonly commands: CommandBus) {}

  @Mutation('${camel(name)}')
  ${camel(kebab(name))}(@Args() { input, idempotencyKey }: Mutation${name}Args): Promise<${name}Payload> {
    return this.commands.execute(new ${name}(input, { idempotencyKey }));
  }
}
`;
