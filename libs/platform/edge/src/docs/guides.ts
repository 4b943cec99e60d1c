import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A guide in the documentation folder. */
export interface Guide {
  /** Path relative to the folder, like `adr/0003-journal-with-lock-horizon.md`. */
  readonly path: string;
  /** Its first heading. */
  readonly title: string;
}

/** The Markdown files below a folder, by path; none if there is no folder. */
export async function guidesIn(folder: URL | undefined): Promise<Guide[]> {
  if (folder === undefined) return [];
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const paths = entries.map((path) => path.replaceAll('\\', '/')).filter((path) => path.endsWith('.md'));
  return Promise.all(
    paths.sort().map(async (path) => {
      const text = await readFile(join(fileURLToPath(folder), path), 'utf8');
      return { path, title: /^#\s+(.+)$/m.exec(text)?.[1] ?? path };
    }),
  );
}

/** The text of a guide; `undefined` for any path that is not one of them. */
export async function guideText(folder: URL | undefined, path: string): Promise<string | undefined> {
  const known = (await guidesIn(folder)).some((guide) => guide.path === path);
  return known && folder ? readFile(join(fileURLToPath(folder), path), 'utf8') : undefined;
}
