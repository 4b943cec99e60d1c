import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';

const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Input: ISO 8601 with an offset. Output: UTC with milliseconds. */
export const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  parseValue: parseDateTime,
  parseLiteral: (node) => parseDateTime(node.kind === Kind.STRING ? node.value : undefined),
  serialize: (value) => {
    if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
    throw new GraphQLError('A DateTime is not a valid date.');
  },
});

function parseDateTime(value: unknown): Date {
  const date = typeof value === 'string' && DATE_TIME.test(value) ? new Date(value) : undefined;
  if (date && !Number.isNaN(date.getTime()) && namesRealDay(value as string)) return date;
  throw new GraphQLError('A DateTime is ISO 8601 with an offset, like "2011-12-09T12:50:00Z".');
}

/** JavaScript parses 30 February as 1 March; an invalid date is an error, not another date. */
function namesRealDay(text: string): boolean {
  const [year, month, day] = text.slice(0, 10).split('-').map(Number) as [number, number, number];
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** A safe integer; an amount that a double cannot represent exactly is refused. */
export const MinorUnits = new GraphQLScalarType<number, number>({
  name: 'MinorUnits',
  parseValue: minorUnits,
  parseLiteral: (node) => minorUnits(node.kind === Kind.INT ? Number(node.value) : undefined),
  serialize: minorUnits,
});

function minorUnits(value: unknown): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw new GraphQLError(`MinorUnits is an integer up to ${Number.MAX_SAFE_INTEGER}.`);
}
