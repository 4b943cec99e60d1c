import type pg from 'pg';

const MOST = 500;
const names = new Map<string, string>();

/**
 * A statement under a name, so that PostgreSQL parses and plans it once per connection. For texts that do not vary:
 * past a few hundred of them, further ones stay without a name.
 */
export function prepared(text: string, values: unknown[]): pg.QueryConfig {
  let name = names.get(text);
  if (name === undefined && names.size < MOST) names.set(text, (name = `multilith_${names.size + 1}`));
  return name === undefined ? { text, values } : { name, text, values };
}
