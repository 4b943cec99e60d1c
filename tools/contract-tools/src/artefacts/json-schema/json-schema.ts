/** A JSON Schema (2020-12) as plain JSON, in the order in which it is written. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** The dialect of every generated schema. */
export const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
