import type pg from 'pg';

/** What `pg` accepts as a statement. */
export type Statement = string | pg.QueryConfig;

/** Statements that are prepared under a name, on every connection. */
const MAX_PREPARED = 500;
const names = new Map<string, string>();

/**
 * A statement under a name, so that PostgreSQL parses and plans it once per connection. For texts that do not vary:
 * past a few hundred of them, further ones stay without a name.
 */
export function prepared(text: string, values: unknown[]): pg.QueryConfig {
  let name = names.get(text);
  if (name === undefined && names.size < MAX_PREPARED) names.set(text, (name = `multilith_${names.size + 1}`));
  return name === undefined ? { text, values } : { name, text, values };
}
