import type { Located } from '../source/located.js';
import { readSql } from './tables.js';

/** What one text of SQL in a file names, each name once. The text itself is not kept: migrations have megabytes of it. */
export interface SqlText {
  /** Offset of the text in the file. */
  readonly start: number;
  readonly qualified: readonly { readonly schema: string; readonly name: string }[];
  readonly tables: readonly string[];
  readonly created: readonly string[];
  readonly escapes: readonly string[];
  /** Whether a table or schema in it is computed. */
  readonly computed: boolean;
}

/** Reads the names in a text of SQL once, so that rules and the cache have them at hand. */
export function namesIn({ value, start }: Located): SqlText {
  const { qualified, tables, created, escapes, computed } = readSql(value);
  const once = new Map(qualified.map(({ schema, name }) => [`${schema}\0${name}`, { schema, name }]));
  return {
    start,
    qualified: [...once.values()],
    tables: [...new Set(tables.map(({ name }) => name))],
    created: [...new Set(created)],
    escapes: [...new Set(escapes.map(({ what }) => what))],
    computed: computed.length > 0,
  };
}
