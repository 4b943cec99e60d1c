import type pg from 'pg';

/** What `pg` accepts as a statement. */
export type Statement = string | pg.QueryConfig;

/** Maximum number of named prepared statements. */
const MAX_PREPARED = 500;
const names = new Map<string, string>();

/**
 * Returns a named statement, which PostgreSQL parses and plans once per connection. Use it for constant texts: beyond
 * {@link MAX_PREPARED}, further texts get no name.
 */
export function prepared(text: string, values: unknown[]): pg.QueryConfig {
  let name = names.get(text);
  if (name === undefined && names.size < MAX_PREPARED) names.set(text, (name = `multilith_${names.size + 1}`));
  return name === undefined ? { text, values } : { name, text, values };
}
