import { isBuiltin } from 'node:module';
import { dirname, resolve } from 'node:path';
import { ResolverFactory } from 'oxc-resolver';
import type { Unit } from '../workspace/unit.js';
import type { Workspace } from '../workspace/workspace.js';

/** Where an import leads. */
export type Target =
  | { readonly kind: 'file'; readonly file: string; readonly unit: Unit | undefined }
  | { readonly kind: 'npm'; readonly packageName: string }
  | { readonly kind: 'builtin' }
  /** A package of the workspace does not offer what was asked for. */
  | { readonly kind: 'not-exported'; readonly unit: Unit }
  | { readonly kind: 'unresolved' };

/** Follows specifiers the way Node and TypeScript do: workspace links, `exports`, tsconfig paths, `.js` for `.ts`. */
export class ImportResolver {
  readonly #workspace: Workspace;
  readonly #resolver = new ResolverFactory({
    // Sources first, so that nothing has to be built before it can be checked.
    conditionNames: ['@multilith/source', 'types', 'import', 'module-sync', 'node', 'require', 'default'],
    extensions: ['.ts', '.tsx', '.mts', '.cts', '.d.ts', '.js', '.mjs', '.cjs', '.jsx', '.json'],
    extensionAlias: { '.js': ['.ts', '.tsx', '.js', '.d.ts'], '.mjs': ['.mts', '.mjs'], '.cjs': ['.cts', '.cjs'] },
    mainFields: ['types', 'module', 'main'],
    symlinks: true,
  });

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  resolve(from: string, specifier: string): Target {
    if (isBuiltin(specifier)) return { kind: 'builtin' };
    const path = this.#resolver.sync(dirname(from), withoutQuery(specifier)).path;
    if (path === undefined) return this.#unresolved(from, specifier);
    const inside = path.lastIndexOf('/node_modules/');
    if (inside < 0) return { kind: 'file', file: path, unit: this.#workspace.unitOf(path) };
    return { kind: 'npm', packageName: packageNameOf(path.slice(inside + '/node_modules/'.length)) };
  }

  #unresolved(from: string, specifier: string): Target {
    const named = this.#workspace.unitOfSpecifier(specifier);
    if (named) return { kind: 'not-exported', unit: named };
    // What a build will write is not there yet, but it is known whose it will be.
    const file = resolve(dirname(from), specifier);
    const unit = specifier.startsWith('.') ? this.#workspace.unitOf(file) : undefined;
    return unit && file.includes(`/${unit.folder}/dist/`) ? { kind: 'file', file, unit } : { kind: 'unresolved' };
  }
}

const withoutQuery = (specifier: string): string => specifier.replace(/\?.*$/s, '');

function packageNameOf(path: string): string {
  const [first, second] = path.split('/');
  return first!.startsWith('@') ? `${first}/${second}` : first!;
}
