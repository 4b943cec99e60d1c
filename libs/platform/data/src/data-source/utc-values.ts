import pg from 'pg';
import type { DataSource } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata.js';
import { ApplyValueTransformers } from 'typeorm/util/ApplyValueTransformers.js';

/*
 * Makes date and time values the same in every time zone. PostgreSQL drops the zone of a value for a `timestamp`
 * column, `pg` reads `timestamp` and `date` columns in the zone of the process, and TypeORM formats days and times in
 * that zone. Here all of them are UTC, and a `date` is a plain day ('2026-03-29'). Other users of `pg` or TypeORM in
 * the process are not affected.
 */

const { TIMESTAMP, DATE } = pg.types.builtins;
const TIMESTAMP_ARRAY = 1115;
const DATE_ARRAY = 1182;
const TIMESTAMPTZ_ARRAY = 1185;

type Parse = (text: string) => unknown;

const parseMoment = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ) as Parse;
const parseTexts = pg.types.getTypeParser(1009 as never) as Parse;

/** Parses '2026-03-29 02:30:00', also '0044-03-15 00:00:00 BC' and 'infinity', as UTC. */
const utcMoment: Parse = (text) => parseMoment(/\d/.test(text) ? text.replace(/( BC)?$/, '+00$1') : text);

const arrayOf = (parse: Parse): Parse => {
  const each = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(each) : typeof value === 'string' ? parse(value) : value;
  return (text) => each(parseTexts(text));
};

const parsers: ReadonlyMap<number, Parse> = new Map([
  [TIMESTAMP, utcMoment],
  [TIMESTAMP_ARRAY, arrayOf(utcMoment)],
  [TIMESTAMPTZ_ARRAY, arrayOf(parseMoment)],
  [DATE, (text: string) => text],
  [DATE_ARRAY, arrayOf((text) => text)],
]);

/** Type parsers for the connections of one pool; other types are read as in the rest of the process. */
export const utcTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    (format !== 'binary' && parsers.get(oid)) ||
    pg.types.getTypeParser(oid as never, format as never)) as pg.CustomTypesConfig['getTypeParser'],
};

/** Whether a parameter is a date, or an array that holds one. */
const holdsDate = (value: unknown): boolean => value instanceof Date || (Array.isArray(value) && value.some(holdsDate));

function utcParameter(value: unknown): unknown {
  if (Array.isArray(value)) return value.some(holdsDate) ? value.map(utcParameter) : value;
  return value instanceof Date && !Number.isNaN(value.getTime()) ? utcText(value) : value;
}

/** Formats a date as PostgreSQL does: years before 1 with BC, years past 9999 without a sign. */
function utcText(date: Date): string {
  const year = date.getUTCFullYear();
  const rest = date
    .toISOString()
    .replace(/^[+-]?\d+/, '')
    .replace('Z', '+00:00');
  return year > 0 ? `${String(year).padStart(4, '0')}${rest}` : `${String(1 - year).padStart(4, '0')}${rest} BC`;
}

/** Returns the parameters of a statement with dates as text in UTC; the same array if it has no dates. */
export const utcParameters = <T extends readonly unknown[] | undefined>(values: T): T =>
  values?.some(holdsDate) ? (values.map(utcParameter) as unknown as T) : values;

/** Returns the arguments of `pg`'s `query` with dates as text in UTC. */
export function withUtcDates(args: unknown[]): unknown[] {
  const [statement, values] = args;
  if (Array.isArray(values)) {
    const utc = utcParameters(values);
    return utc === values ? args : [statement, utc, ...args.slice(2)];
  }
  if (typeof statement !== 'object' || statement === null || 'submit' in statement) return args;
  const own = (statement as pg.QueryConfig).values;
  const utc = Array.isArray(own) ? utcParameters(own) : own;
  return utc === own ? args : [{ ...statement, values: utc }, ...args.slice(1)];
}

const MOMENTS: ReadonlySet<unknown> = new Set([
  Date,
  'datetime',
  'timestamp',
  'timestamptz',
  'timestamp with time zone',
  'timestamp without time zone',
]);
const WITHOUT_ZONE = /^\s*(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?\s*$/;

/** Makes TypeORM read and write entity values in UTC instead of the zone of the process. */
export function persistInUtc(dataSource: DataSource): void {
  // The day of a Date.
  for (const { columns } of dataSource.entityMetadatas)
    for (const column of columns) if (column.type === 'date') column.utc = true;
  const { driver } = dataSource;
  const persist = driver.preparePersistentValue.bind(driver);
  driver.preparePersistentValue = (value: unknown, column: ColumnMetadata) => {
    if (!column.transformer) return persist(utcValue(value, column), column);
    const stored: unknown = ApplyValueTransformers.transformTo(column.transformer, value);
    return persist(utcValue(stored, column), Object.create(column, { transformer: { value: undefined } }));
  };
}

function utcValue(value: unknown, column: ColumnMetadata): unknown {
  if (column.type === 'time' && value instanceof Date && !Number.isNaN(value.getTime()))
    return value.toISOString().slice(11, 19);
  if (typeof value !== 'string' || !MOMENTS.has(column.type)) return value;
  const [, day, time = '00:00:00'] = WITHOUT_ZONE.exec(value) ?? [];
  return day === undefined ? value : new Date(`${day}T${time}Z`);
}
