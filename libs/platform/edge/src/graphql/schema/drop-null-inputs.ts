import { isObjectType, type GraphQLSchema } from 'graphql';

/**
 * Removes explicit null arguments before resolvers see them, at every depth. GraphQL clients send null for omitted
 * values; contracts know only absent fields. So `new PlaceOrder(input)` accepts the arguments of a resolver.
 */
export function dropNullInputs(schema: GraphQLSchema): GraphQLSchema {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.args.length === 0) continue;
      for (const method of ['resolve', 'subscribe'] as const) {
        const original = field[method];
        if (original)
          field[method] = (source, args, context, info) =>
            original(source, withoutNulls(args) as Record<string, unknown>, context, info);
      }
    }
  }
  return schema;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== null)
      .map(([name, field]) => [name, withoutNulls(field)]),
  );
}

/** Input objects are plain; a scalar's value, such as a Date, is not changed. */
function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
