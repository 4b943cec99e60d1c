import { camel, withArticle } from '../names/words.js';
import { apiIndex } from '../edit/api-package.js';
import { ACCESS, type ContextNames } from './context-names.js';

/** The GraphQL API of a new context below \`src/api\` of its module, by path. The types are generated from the SDL. */
export function apiFiles(names: ContextNames): Record<string, string> {
  const { context, prefix, constant, entity, entities, file, files, nouns, id } = names;
  const field = camel(entity);
  return {
    'index.ts': apiIndex(context, prefix),
    [`${context}.graphql`]: sdl(names, field),
    [`${context}-api.module.ts`]: `import { Module } from '@nestjs/common';
import { ${constant} } from '@contracts/${context}';
import { payloadResolvers } from '@multilith/graphql/resolvers';
import { ContextModule } from '@multilith/runtime';
import { ${entity}Loader } from './${file}-loader.js';
import { ${entities}Resolver } from './${files}.resolver.js';
import type { Register${entity}Payload } from './schema.generated.js';

/** The GraphQL API of ${context}. It runs at the edge, wherever ${context} itself runs. */
@Module({
  imports: [ContextModule.forApi({ contract: ${constant} })],
  providers: [
    ${entity}Loader,
    ${entities}Resolver,
    ...payloadResolvers({
      types: ['Register${entity}Payload'],
      field: '${field}',
      loader: ${entity}Loader,
      key: ({ ${id} }: Register${entity}Payload) => ${id},
    }),
  ],
})
export class ${prefix}ApiModule {}
`,
    [`${file}-loader.ts`]: `import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Get${entities}, type ${entity}View } from '@contracts/${context}';
import { RequestLoader } from '@multilith/graphql';

/** Reads the ${nouns} that a request asks for one by one, together. */
@Injectable()
export class ${entity}Loader extends RequestLoader<string, ${entity}View> {
  constructor(queries: QueryBus) {
    super({
      load: (${id}s) => queries.execute(new Get${entities}({ ${id}s })),
      keyOf: ({ ${id} }) => ${id},
    });
  }
}
`,
    [`${files}.resolver.ts`]: `import { CommandBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Register${entity} } from '@contracts/${context}';
import { ${entity}Loader } from './${file}-loader.js';
import type { MutationRegister${entity}Args, Query${entity}Args, ${entity} } from './schema.generated.js';

/** Queries and mutations of ${context}. */
@Resolver()
export class ${entities}Resolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly ${camel(entities)}: ${entity}Loader,
  ) {}

  @Query('${field}')
  get(@Args() { ${id} }: Query${entity}Args, @Context() request: object): Promise<${entity} | undefined> {
    return this.${camel(entities)}.load(request, ${id});
  }

  @Mutation('register${entity}')
  register(
    @Args() { input, idempotencyKey }: MutationRegister${entity}Args,
  ): Promise<{ readonly ${id}: string }> {
    return this.commands.execute(new Register${entity}(input, { idempotencyKey }));
  }
}
`,
  };
}

function sdl({ entity, noun, id }: ContextNames, field: string): string {
  const aNoun = withArticle(noun);
  const sentence = aNoun[0]!.toUpperCase() + aNoun.slice(1);
  return `"${sentence}."
type ${entity} {
  ${id}: ID!
  "For people."
  note: String!
  registeredAt: DateTime!
}

extend type Query {
  "${sentence}; null if it does not exist. ${ACCESS.sentence}"
  ${field}(${id}: ID!): ${entity}
}

input Register${entity}Input {
  "For people. 1 to 200 characters."
  note: String!
}

type Register${entity}Payload {
  ${id}: ID!
  ${field}: ${entity}
}

extend type Mutation {
  "Registers ${aNoun}. ${ACCESS.sentence}"
  register${entity}(input: Register${entity}Input!, idempotencyKey: String): Register${entity}Payload!
}
`;
}
