import { InvalidMessageError } from '@multilith/contract';
import { isObjectType, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { InvalidArgumentsError } from './invalid-arguments.error.js';

/**
 * Makes every resolver that takes arguments report an invalid message as {@link InvalidArgumentsError}, with the names
 * of those arguments. An `InvalidMessageError` that still leaves a field is a defect of the resolver: it sent something
 * that the client did not write.
 *
 * @example transformSchema: speakOfArguments
 */
export function speakOfArguments(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.args.length === 0) continue;
      for (const method of ['resolve', 'subscribe'] as const)
        if (field[method]) field[method] = translated(field.name, field[method]);
    }
  }
  return schema;
}

type Resolver = GraphQLFieldResolver<unknown, unknown>;

function translated(field: string, resolver: Resolver): Resolver {
  return (source, args: Record<string, unknown>, context, info) => {
    const fail = (error: unknown): never => {
      throw (error instanceof InvalidMessageError && InvalidArgumentsError.from(error, field, args)) || error;
    };
    try {
      const answer: unknown = resolver(source, args, context, info);
      return answer instanceof Promise ? answer.catch(fail) : answer;
    } catch (error) {
      return fail(error);
    }
  };
}
