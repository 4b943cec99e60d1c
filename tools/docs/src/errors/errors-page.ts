import type { NamedTable } from './error-tables.js';

/** The page, relative to the root of the workspace. Text between two markers is generated, the rest is written by hand. */
export const ERRORS_PAGE = 'docs/errors.md';

/** A table begins with `<!-- codes: libs/platform/nats NATS_ERRORS -->`; several tables are joined by `+`. */
const TABLE = /<!-- codes: (.+?) -->\n[\s\S]*?<!-- end of codes -->/g;

/** Returns the page with its tables as the packages declare them. */
export function writeErrorTables(page: string, tables: readonly NamedTable[]): string {
  const byName = new Map(tables.map((table) => [table.name, table]));
  return page.replaceAll(TABLE, (_, names: string) => {
    const rows = names.split(' + ').flatMap((name) => {
      const table = byName.get(name);
      if (!table)
        throw new Error(`${ERRORS_PAGE} names a table '${name}'. There are:\n${[...byName.keys()].join('\n')}`);
      return Object.entries(table.rows).map(([code, { when, remedy }]) => `| \`${code}\` | ${when} | ${remedy} |`);
    });
    const lines = ['| code | when | remedy |', '| --- | --- | --- |', ...rows];
    return `<!-- codes: ${names} -->\n${lines.join('\n')}\n<!-- end of codes -->`;
  });
}

/** Names of the tables that the page shows, in its order. */
export const shownTables = (page: string): string[] =>
  [...page.matchAll(TABLE)].flatMap(([, names]) => names!.split(' + '));
