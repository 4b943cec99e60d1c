import { capital, camel, pascal, spaced } from '../names/words.js';
import type { MessageParts } from '../message-parts.js';

export interface ExtensionParts extends MessageParts {
  /** `Customer` */
  readonly typeName: string;
  /** `points` */
  readonly field: string;
  /** GraphQL type of the field: `Point`. */
  readonly answer: string;
  /** `customerId` */
  readonly key: string;
  /** Whether the query was in the contract before. */
  readonly isThere: boolean;
}

/** The field of the other context's type, and the type of the field unless the context declares it. */
export function extensionSdl(parts: ExtensionParts & { readonly isDeclared: boolean }) {
  const { typeName, field, answer, key, access, isThere, isDeclared } = parts;
  const who = isThere ? '' : ` ${access.sentence}`;
  return {
    root: typeName,
    types: isDeclared
      ? ''
      : `type ${answer} {
  ${key}: ID!
}`,
    field: `  "${capital(spaced(field))} of the ${spaced(typeName)}; null if it does not exist.${who}"
  ${field}: ${answer}`,
  };
}

/** Asks for the fields of all objects in a response with one query. */
export function extensionResolver(parts: ExtensionParts): string {
  const { context, name, typeName, field, answer, key, isThere } = parts;
  const values = camel(field);
  const value = isThere ? 'Found' : answer;
  return `import { ${isThere ? 'type Query, ' : ''}QueryBus } from '@nestjs/cqrs';
import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { ${name} } from '@contracts/${context}';
import { RequestLoader } from '@multilith/graphql';
import type { ${answer} } from './schema.generated.js';

${isThere ? `/** What ${name} answers of one ${spaced(typeName)}. */\ntype Found = ${name} extends Query<(infer Each)[]> ? Each : never;\n\n` : ''}/** Adds ${spaced(field)} to every ${spaced(typeName)} of a response, with one query. */
@Resolver('${typeName}')
export class ${typeName}${pascal(field)}Resolver {
  readonly #${values}: RequestLoader<string, ${value}>;

  constructor(queries: QueryBus) {
    this.#${values} = new RequestLoader({
      load: (${key}s) => queries.execute(new ${name}({ ${key}s })),
      keyOf: ({ ${key} }) => ${key},
    });
  }

  @ResolveField('${field}')
  ${field}(@Parent() parent: { readonly ${key}: string }, @Context() request: object): Promise<${answer} | undefined> {
    return this.#${values}.load(request, parent.${key});
  }
}
`;
}
