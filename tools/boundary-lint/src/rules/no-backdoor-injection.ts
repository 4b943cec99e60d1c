import { ALL_PROVIDERS } from '../source/injection.js';
import type { TokenOfFile } from '../source/source-file.js';
import { isTest, type FileInContext } from './file-in-context.js';
import type { PlacedFinding, WorkspaceRule } from './rule.js';
import type { Scene } from './scene.js';

/**
 * Nothing of another context is taken out of the container: not by a string or symbol, not by a look-up that leaves the
 * module. It works only while both run in one process.
 */
export const noBackdoorInjection: WorkspaceRule = {
  name: 'no-backdoor-injection',
  check(scene: Scene): PlacedFinding[] {
    const tokens = tokensByContext(scene);
    const contexts = scene.workspace.units.filter(({ kind }) => kind === 'module').map(({ name }) => name);
    return scene.files.flatMap((file) =>
      file.from.kind === 'module' ? [...judge(file, tokens, contexts, scene), ...ofNest(file)] : [],
    );
  },
};

/** Contexts that provide a token, separated into providers in code and in specs only. */
interface Providers {
  readonly code: ReadonlySet<string>;
  readonly specs: ReadonlySet<string>;
}

type Tokens = ReadonlyMap<string, Providers>;

function tokensByContext(scene: Scene): Tokens {
  const tokens = new Map<string, { code: Set<string>; specs: Set<string> }>();
  for (const file of scene.files) {
    const { from, source, path } = file;
    if (from.kind !== 'module') continue;
    const imported = source.injection?.providedFrom.flatMap((token) => valueOf(token, file, scene) ?? []);
    for (const token of [...(source.injection?.provided ?? []), ...(imported ?? [])]) {
      const known = tokens.get(token) ?? { code: new Set(), specs: new Set() };
      tokens.set(token, known);
      (isTest(path) ? known.specs : known.code).add(from.name);
    }
  }
  return tokens;
}

/** Returns the context whose code provides a token; `undefined` if it is the asking context or no context. */
function ownerOf(token: string, { from, path }: FileInContext, tokens: Tokens): string | undefined {
  const providers = tokens.get(token);
  if (!providers || providers.code.has(from.name) || (isTest(path) && providers.specs.has(from.name))) return undefined;
  return [...providers.code][0];
}

/** The text or symbol that another file declares under a name, followed through re-exports. */
function valueOf(
  { specifier, imported }: TokenOfFile,
  file: FileInContext,
  scene: Scene,
  depth = 0,
): string | undefined {
  const target = file.imports.find(({ item }) => item.specifier === specifier)?.target;
  const declaring = target?.kind === 'file' ? scene.fileAt(target.file) : undefined;
  if (!declaring || depth > 5) return undefined;
  const known = declaring.source.constants.find(({ name }) => name === imported);
  if (known) return known.value;
  for (const { name, imported: next, specifier: from } of declaring.source.reExports) {
    if (name !== imported && name !== '*') continue;
    const value = valueOf({ specifier: from, imported: name === '*' ? imported : next }, declaring, scene, depth + 1);
    if (value !== undefined) return value;
  }
  return undefined;
}

function* judge(
  file: FileInContext,
  tokens: Tokens,
  contexts: readonly string[],
  scene: Scene,
): Iterable<PlacedFinding> {
  const { injection } = file.source;
  const own = file.from.name;
  const of = (to: string): Pick<PlacedFinding, 'to' | 'toUnit'> => ({ to, toUnit: scene.workspace.moduleOf(to) });
  // A token whose import is refused is the same cause, and is mended with it.
  const isRefused = ({ specifier }: TokenOfFile): boolean =>
    file.imports.some(({ item }) => item.specifier === specifier && scene.refused.has(item));
  const imported = injection?.injectedFrom.flatMap((token) => {
    if (isRefused(token)) return [];
    const value = valueOf(token, file, scene);
    return value === undefined ? [] : { value, start: token.start };
  });
  for (const { value, start } of [...(injection?.injected ?? []), ...(imported ?? [])]) {
    const owner = ownerOf(value, file, tokens);
    if (owner === undefined) continue;
    yield {
      ...of(owner),
      file,
      start,
      wanted: [value],
      message: `module '${own}' injects '${value}', which belongs to '${owner}'. It is there only while both run in one process; send a message of the contract of '${owner}'.`,
    };
  }
  for (const { value, start } of injection?.dataSources ?? [])
    if (value !== own && contexts.includes(value))
      yield {
        ...of(value),
        file,
        start,
        message: `module '${own}' takes the database connection of '${value}'. Inject its own without a name; ask '${value}' by a query of its contract.`,
      };
  for (const { value, start } of injection?.global ?? [])
    if (!isTest(file.path))
      yield {
        file,
        start,
        to: value,
        message: `module '${own}' looks up a provider with ${value}, which may find one of another context. Look it up in the module itself, or send a message.`,
      };
}

function* ofNest(file: FileInContext): Iterable<PlacedFinding> {
  if (isTest(file.path)) return;
  for (const { item, target } of file.imports) {
    const name = item.names.find((taken) => ALL_PROVIDERS.has(taken));
    if (target.kind !== 'npm' || target.packageName !== '@nestjs/core' || name === undefined || item.typeOnly) continue;
    yield {
      file,
      start: item.start,
      specifier: item.specifier,
      to: name,
      message: `module '${file.from.name}' uses ${name}, which shows the providers of every context. Inject what the module needs by its class.`,
    };
  }
}
