import { statSync } from 'node:fs';
import type { Import } from './source/source-file.js';
import type { Target } from './workspace/resolver.js';
import type { FileTree } from './workspace/tree.js';
import type { Workspace } from './workspace/workspace.js';

/** Files that hold no code: whatever loads them gets a value or a text. */
const DATA =
  /\.(?:json[5c]?|css|s[ac]ss|less|graphqls?|gql|p?g?sql|proto|mdx?|txt|html?|ya?ml|csv|svg|png|jpe?g|gif|webp|avif|ico|woff2?|ttf)$/i;
/** What `require` gives back as data; it runs a file with any other ending as a program. */
const DATA_FOR_REQUIRE = /\.json$/;
/** Forms that run the file they name. */
const RUNS: ReadonlySet<Import['form']> = new Set([
  'static',
  'export-from',
  'dynamic',
  'require',
  'import-equals',
  'mock',
  'worker',
  'evaluated',
]);

/**
 * Why nobody knows what a loaded file imports in turn: it has no ending of a source, or lies in a folder that is left out.
 * `undefined` for a file that is read, holds data, or belongs to an npm package.
 */
export function whyUnread(item: Import, target: Target, tree: FileTree, workspace: Workspace): string | undefined {
  if (target.kind !== 'file' || item.typeOnly || !RUNS.has(item.form) || tree.known.has(target.file)) return undefined;
  const { file } = target;
  if (file.includes('/node_modules/') || (item.form === 'require' ? DATA_FOR_REQUIRE : DATA).test(file))
    return undefined;
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return undefined;
  const shown = workspace.pathOf(file);
  if (!stat) return `${shown}, which is not there. Mend the path`;
  return /\.[mc]?[jt]sx?$/.test(file)
    ? `${shown}, in a folder that this check leaves out. Import its source, or move it to where sources are kept`
    : `${shown}, which has no ending of a source. Call it .ts or .js, or read it as data`;
}
