import { existsSync, realpathSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, posix } from 'node:path';
import { ResolverFactory } from 'oxc-resolver';
import type { Import } from '../source/source-file.js';
import { BuiltSources } from './built-sources.js';
import { targetsOf } from './entries.js';
import { PackageScopes } from './package-scopes.js';
import { PathMappings } from './path-mappings.js';
import { decode, isMadeByTools, isPlatformPackage, normalise, packageNameOf, placesOf, toPath } from './specifiers.js';
import { statOf } from './stat.js';
import type { FileTree } from './tree.js';
import type { Unit } from './unit.js';
import type { Workspace } from './workspace.js';

/** Where an import leads. */
export type Target =
  | {
      readonly kind: 'file';
      readonly file: string;
      readonly unit: Unit | undefined;
      /** The package offers this file, but it is not built and its source is unknown. */
      readonly notBuilt?: true;
    }
  /** `missing`: it is not installed, so only its name is known. */
  | { readonly kind: 'npm'; readonly packageName: string; readonly missing?: true }
  | { readonly kind: 'builtin' }
  /** A package of the workspace does not offer what was asked for. */
  | { readonly kind: 'not-exported'; readonly unit: Unit }
  /** A path without an owner: outside the workspace, or missing. */
  | { readonly kind: 'elsewhere' }
  /** Code that is loaded from a data or web address. */
  | { readonly kind: 'remote' }
  | { readonly kind: 'unresolved' };

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.d.ts', '.d.mts', '.d.cts', '.js', '.mjs', '.cjs', '.jsx', '.json'];
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.js', '.jsx', '.d.ts'],
  '.jsx': ['.tsx', '.jsx'],
  '.mjs': ['.mts', '.mjs', '.d.mts'],
  '.cjs': ['.cts', '.cjs', '.d.cts'],
};

/** Follows specifiers the way Node, TypeScript and bundlers do; where these differ, the widest reading counts. */
export class Resolver {
  readonly #workspace: Workspace;
  readonly #tree: FileTree;
  readonly #mappings: PathMappings;
  readonly #scopes: PackageScopes;
  readonly #built: BuiltSources;
  readonly #bare = new Map<string, Target>();
  readonly #paths = new Map<string, string | undefined>();
  readonly #resolver = new ResolverFactory({
    // Sources first, so that nothing has to be built before it can be checked.
    conditionNames: ['@multilith/source', 'types', 'import', 'module-sync', 'node', 'require', 'default'],
    extensions: EXTENSIONS,
    extensionAlias: Object.fromEntries(Object.entries(ALIASES).map(([from, to]) => [from, [...to]])),
    mainFields: ['types', 'module', 'main'],
    symlinks: true,
  });

  constructor(workspace: Workspace, tree: FileTree) {
    this.#workspace = workspace;
    this.#tree = tree;
    this.#mappings = new PathMappings(workspace.root);
    this.#scopes = new PackageScopes(workspace.root);
    this.#built = new BuiltSources((path) => tree.known.has(path));
  }

  /** Where an import of a file leads. */
  resolve(from: string, { specifier, location, form }: Import & { readonly specifier: string }): Target {
    if (location) return this.#locate(from, specifier);
    const near = this.#near(from, specifier);
    if (near !== undefined) return { kind: 'file', file: near, unit: this.#workspace.unitOf(near) };
    const plain = normalise(specifier);
    if (/^(?:data|https?|blob):/i.test(plain)) return { kind: 'remote' };
    if (/^file:/i.test(plain)) return this.#absolute(toPath(plain), plain);
    if (isBuiltin(plain)) return { kind: 'builtin' };
    if (isMadeByTools(plain)) return { kind: 'elsewhere' };
    if (/^\.{1,2}(?:\/|$)/.test(plain)) return this.#absolute(posix.join(dirname(from), plain), plain, from);
    // Bundlers take a leading slash for the root of the workspace, Node for the root of the disk.
    if (plain.startsWith('/')) return this.#rooted(plain);
    const target = this.#bareTarget(dirname(from), plain);
    // `types="node"` names a package, or its types.
    if (target.kind === 'npm' && target.missing && form === 'triple-slash')
      return this.#bareTarget(dirname(from), `@types/${plain}`);
    return target;
  }

  /** `./x.js` and `../x.js` for a source that is there: how most imports are written, so it takes no detour. */
  #near(from: string, specifier: string): string | undefined {
    if (!specifier.endsWith('.js') || !(specifier.startsWith('./') || specifier.startsWith('../'))) return undefined;
    let folder = from.slice(0, from.lastIndexOf('/'));
    let rest = specifier.startsWith('./') ? specifier.slice(2) : specifier;
    for (; rest.startsWith('../'); rest = rest.slice(3)) folder = folder.slice(0, folder.lastIndexOf('/'));
    const path = `${folder}/${rest.slice(0, -3)}.ts`;
    // A path that is not plain (dots, doubled slashes, a query) is in no list of files.
    return this.#tree.known.has(path) ? path : undefined;
  }

  #rooted(path: string): Target {
    const [onDisk, inWorkspace] = [path, posix.join(this.#workspace.root, path)];
    const plain = path.startsWith('/@fs/') ? path.slice(4) : onDisk;
    return this.#find(plain) === undefined && this.#find(inWorkspace) !== undefined
      ? this.#absolute(inWorkspace, path)
      : this.#absolute(plain, path);
  }

  #absolute(path: string, specifier: string, from?: string): Target {
    const found = this.#find(path) ?? this.#find(decode(path));
    if (found !== undefined) return this.#file(found);
    const resolved = from === undefined ? undefined : this.#resolver.sync(dirname(from), specifier).path;
    if (resolved !== undefined) return this.#file(resolved);
    // What a build will write is not there yet, but it is known whose it will be.
    const unit = this.#workspace.unitOf(path);
    const source = this.#sourceOf(path);
    if (source !== undefined) return { kind: 'file', file: source, unit };
    const built = unit && unit.folder !== '' && path.includes(`/${unit.folder}/dist/`);
    // A folder without an index still says whose code is meant.
    const folder = this.#workspace.unitOf(`${path.replace(/\/$/, '')}/x`);
    if (folder && folder.folder !== '' && existsSync(path)) return { kind: 'file', file: path, unit: folder };
    return built ? { kind: 'file', file: path, unit } : { kind: 'unresolved' };
  }

  /** `x.ts` for `x.js`, where only the first is there. */
  #sourceBeside(path: string): string | undefined {
    const { known } = this.#tree;
    const ending = known.has(path) ? undefined : /\.[mc]?jsx?$/.exec(path)?.[0];
    const sources =
      ending === undefined ? [] : (ALIASES[ending] ?? []).map((other) => path.slice(0, -ending.length) + other);
    return sources.find((source) => known.has(source));
  }

  /** The source that a build made a file of, or will. */
  #sourceOf(path: string): string | undefined {
    if (this.#tree.known.has(path)) return undefined;
    const unit = this.#workspace.unitOf(path);
    if (!unit || unit.folder === '') return undefined;
    return this.#built.sourceOf(posix.join(this.#workspace.root, unit.folder), path);
  }

  /** The source file a path means: itself, with an extension, `.ts` for `.js`, or the index of a folder. */
  #find(path: string): string | undefined {
    if (this.#paths.has(path)) return this.#paths.get(path);
    const found = this.#probe(path.length > 1 ? path.replace(/\/$/, '') : path);
    this.#paths.set(path, found);
    return found;
  }

  #probe(path: string): string | undefined {
    const { known } = this.#tree;
    const extension = /\.[mc]?jsx?$/.exec(path)?.[0];
    if (extension !== undefined) {
      const stem = path.slice(0, -extension.length);
      for (const other of ALIASES[extension] ?? []) if (known.has(stem + other)) return stem + other;
    }
    if (known.has(path)) return path;
    for (const other of EXTENSIONS) if (known.has(path + other)) return path + other;
    for (const other of EXTENSIONS) if (known.has(`${path}/index${other}`)) return `${path}/index${other}`;
    // Neither a source nor an index: data, a link, a folder with a package.json.
    const { path: resolved } = this.#resolver.sync(dirname(path), path);
    return resolved;
  }

  #bareTarget(folder: string, specifier: string): Target {
    const scope = this.#tree.scopeOf(folder);
    const key = `${scope}\0${specifier}`;
    let target = this.#bare.get(key);
    if (!target) {
      target = this.#resolveBare(scope, specifier);
      this.#bare.set(key, target);
    }
    return target;
  }

  /** Compilers, bundlers and Node each have their own idea; one of them that leaves the unit is enough to be judged. */
  #resolveBare(folder: string, specifier: string): Target {
    const mapped = this.#mappings.candidates(folder, specifier).flatMap((candidate) => {
      const found = this.#find(candidate);
      return found === undefined ? [] : [this.#file(found)];
    });
    const named = specifier.startsWith('#')
      ? this.#scopes.subpathImports(folder, specifier).map((target) => this.#imported(folder, target))
      : [this.#packageNamed(folder, specifier)];
    const found = [...mapped, ...named.filter(({ kind }) => kind !== 'unresolved')];
    const own = this.#workspace.unitOf(`${folder}/x`);
    const leaves = found.find((target) => 'unit' in target && target.unit !== own);
    return leaves ?? found[0] ?? { kind: 'unresolved' };
  }

  #imported(folder: string, target: string): Target {
    return target.startsWith('/') ? this.#absolute(target, target) : this.#packageNamed(folder, target);
  }

  #packageNamed(folder: string, specifier: string): Target {
    const path = this.#resolver.sync(folder, specifier).path;
    if (path !== undefined) {
      // A platform package that is linked from another checkout is the package that npm would install.
      const linked = isPlatformPackage(specifier) && !this.#workspace.holds(path);
      return linked ? { kind: 'npm', packageName: packageNameOf(specifier) } : this.#file(path);
    }
    const named = this.#workspace.unitOfSpecifier(specifier);
    if (named) return this.#ownPackage(named, specifier);
    const disguised = this.#scopes.disguised(folder, packageNameOf(specifier));
    const meant =
      disguised !== undefined &&
      (this.#workspace.unitOfSpecifier(disguised) ?? this.#workspace.unitOf(`${disguised}/x`));
    if (meant)
      return this.#ownPackage(meant, (meant.packageName ?? '') + specifier.slice(packageNameOf(specifier).length));
    return /^[.#/]|^[a-z]+:/i.test(specifier)
      ? { kind: 'unresolved' }
      : { kind: 'npm', packageName: packageNameOf(specifier), missing: true };
  }

  /** A package of the workspace that is not linked: entered by its own exports, or by its index where it has none. */
  #ownPackage(unit: Unit, specifier: string): Target {
    const folder = posix.join(this.#workspace.root, unit.folder);
    const self = this.#resolver.sync(folder, specifier).path;
    if (self !== undefined) return { kind: 'file', file: this.#sourceOf(self) ?? self, unit };
    const inside = specifier.slice(packageNameOf(specifier).length);
    const offered = targetsOf(unit, `.${inside}`);
    if (offered) return this.#offered(unit, folder, offered, inside === '');
    const isClosed = unit.exported && !(unit.kind === 'shared' && this.#workspace.config.deepImportsOfShared);
    if (isClosed) return { kind: 'not-exported', unit };
    const found =
      this.#find(`${folder}/src${inside}`) ??
      this.#find(folder + inside) ??
      this.#built.sourceOf(folder, folder + inside);
    return found === undefined ? { kind: 'not-exported', unit } : { kind: 'file', file: found, unit };
  }

  /** The source of an entry whose file is not there: nothing has to be built before it can be checked. */
  #offered(unit: Unit, folder: string, targets: readonly string[], isMain: boolean): Target {
    const paths = targets.map((target) => posix.join(folder, target));
    for (const path of paths) {
      const file = this.#built.sourceOf(folder, path) ?? this.#find(path);
      if (file !== undefined) return { kind: 'file', file, unit };
    }
    const index = isMain ? this.#built.indexOf(folder) : undefined;
    return index === undefined
      ? { kind: 'file', file: paths[0]!, unit, notBuilt: true }
      : { kind: 'file', file: index, unit };
  }

  #file(path: string): Target {
    const inside = path.lastIndexOf('/node_modules/');
    if (inside < 0) {
      const file = this.#sourceOf(path) ?? path;
      return { kind: 'file', file, unit: this.#workspace.unitOf(file) };
    }
    const packageName = packageNameOf(path.slice(inside + '/node_modules/'.length));
    // A copy of one of our packages is that package.
    const unit = this.#workspace.unitOfSpecifier(packageName);
    return unit ? { kind: 'file', file: path, unit } : { kind: 'npm', packageName };
  }

  /** A path given to the file system: what it names need not exist, but whose it is counts. */
  #locate(from: string, specifier: string): Target {
    const unit = this.#workspace.unitOf(from);
    const ownFolder = unit ? posix.join(this.#workspace.root, unit.folder) : this.#workspace.root;
    const paths = placesOf(specifier, from, this.#workspace.root, ownFolder);
    const anchored = paths.length === 1;
    const there = paths.map((path) => decode(path)).filter((path) => anchored || this.#isThere(path));
    const targets = there.map((path) => this.#owner(path)).filter((target) => target.kind === 'file');
    return targets.find(({ unit: owner }) => owner !== unit) ?? targets[0] ?? { kind: 'elsewhere' };
  }

  /** Whether there is a file under a path, or its source: what a process starts need not be built yet. */
  #isThere(path: string): boolean {
    return existsSync(path) || this.#sourceBeside(path) !== undefined || this.#sourceOf(path) !== undefined;
  }

  #owner(path: string): Target {
    const real = existsSync(path) ? realpathSync(path) : path;
    if (!this.#workspace.holds(real)) return { kind: 'elsewhere' };
    if (real.includes('/node_modules/')) return this.#file(real);
    // A folder is whose files would be in it.
    const isFolder = statOf(real)?.isDirectory() ?? path.endsWith('/');
    const file = isFolder
      ? real
      : (this.#sourceOf(real) ?? this.#sourceBeside(real) ?? (existsSync(real) ? real : (this.#find(real) ?? real)));
    return { kind: 'file', file, unit: this.#workspace.unitOf(isFolder ? `${real}/x` : file) };
  }
}
