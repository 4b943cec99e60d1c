import { readFileSync, statSync } from 'node:fs';
import type { Import } from './source/source-file.js';
import type { Target } from './workspace/resolver.js';
import type { FileTree } from './workspace/tree.js';
import type { Workspace } from './workspace/workspace.js';

/** Files that hold no code: whatever loads them gets a value, a text, an address or styles. */
const DATA =
  /\.(?:json[5cl]?|geojson|webmanifest|css|s[ac]ss|less|styl(?:us)?|pcss|graphqls?|gql|p?g?sql|proto|avsc|wsdl|xsd|mdx?|txt|html?|hbs|handlebars|mustache|ejs|pug|njk|liquid|mjml|eta|xml|ya?ml|toml|ini|env|csv|tsv|svg|png|jpe?g|gif|webp|avif|bmp|tiff?|ico|icns|mp[34]|m4a|webm|og[gv]|wav|flac|mov|pdf|zip|gz|woff2?|ttf|otf|eot|glsl|wgsl|vert|frag|wasm|node|pem|crt|key|po|ftl|lottie|riv|glb|gltf|docx?|xlsx?)$/i;
/** What `require` gives back as data; it runs a file with any other ending as a program. */
const DATA_FOR_REQUIRE = /\.(?:json|node)$/;
/** Words by which a program reaches others; no picture, style or template that a bundler loads has them. */
const REACHES =
  /\b(?:require|import|eval|Function)\s*\(|\bmodule\s*[.[]|\bprocess\s*[.[]|\bglobalThis\b|\bimport\s+['"{*]/;
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

function isData(file: string, form: Import['form']): boolean {
  if (form !== 'require' || DATA_FOR_REQUIRE.test(file)) return DATA.test(file);
  // Node would run it as a program; a bundler or a test runner hands it over as it is.
  return (
    DATA.test(file) &&
    statSync(file, { throwIfNoEntry: false })?.isFile() === true &&
    !REACHES.test(readFileSync(file, 'utf8'))
  );
}

/**
 * Why it is not known what a loaded file imports in turn: it does not have the extension of a source, or lies in a folder that is left out.
 * `undefined` for a file that is read, holds data, or belongs to an npm package.
 */
export function whyUnread(item: Import, target: Target, tree: FileTree, workspace: Workspace): string | undefined {
  if (target.kind !== 'file' || item.typeOnly || !RUNS.has(item.form) || tree.known.has(target.file)) return undefined;
  const { file } = target;
  if (file.includes('/node_modules/') || isData(file, item.form)) return undefined;
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat?.isDirectory()) return undefined;
  const shown = workspace.pathOf(file);
  if (!stat) return `${shown}, which does not exist. Mend the path.`;
  return /\.[mc]?[jt]sx?$/.test(file)
    ? `${shown}, in a folder that this check leaves out, so what it imports is not known. Import its source, or move it to where sources are kept.`
    : `${shown}, which does not have the extension of a source, so what it imports is not known. Call it .ts or .js, or read it as data.`;
}
