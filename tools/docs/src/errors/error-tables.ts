import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { WORKSPACE, workspaceFiles } from '../workspace-files.js';

/** A table of error codes as a package exports it. */
export interface NamedTable {
  /** The place of the declaration, like `libs/platform/nats NATS_ERRORS`. */
  readonly name: string;
  readonly rows: Readonly<Record<string, { readonly when: string; readonly remedy: string }>>;
}

export const TABLE_FILE = /^(?:apps|libs|tools)\/.*\/error-codes\.(?:ts|mjs)$/;

/**
 * Reads every `error-codes.ts` of the workspace: its exports named `…_ERRORS` or `…_FAILURES`.
 *
 * @param load imports a file. Default: what `tsc -b` made of it
 */
export async function readErrorTables(
  load: (path: string) => Promise<unknown> = importBuilt,
): Promise<readonly NamedTable[]> {
  const tables: NamedTable[] = [];
  for (const path of workspaceFiles(TABLE_FILE).sort()) {
    const folder = path.replace(/\/(?:src\/)?error-codes\.\w+$/, '');
    for (const [name, rows] of Object.entries((await load(path)) as Record<string, NamedTable['rows']>))
      if (/_(?:ERRORS|FAILURES)$/.test(name)) tables.push({ name: `${folder} ${name}`, rows });
  }
  return tables;
}

function importBuilt(path: string): Promise<unknown> {
  const built = join(WORKSPACE, path.replace('/src/', '/dist/').replace(/\.ts$/, '.js'));
  if (!existsSync(built)) throw new Error(`There is no ${built}. Build first: npx tsc -b`);
  return import(pathToFileURL(built).href);
}
