/**
 * What a piece of the workspace is, and so what it may import.
 *
 * - `module`: the private code of one bounded context.
 * - `contract`: the published language of one bounded context, or the shared kernel.
 * - `shared`: code that every context may import and that knows none; only where a configuration names it.
 * - `platform`, `tool`: generic code that knows no context.
 * - `app`, `bench`: what is put together from the rest.
 * - `root`: configuration beside the workspace's package.json.
 */
export type UnitKind = 'module' | 'contract' | 'shared' | 'platform' | 'tool' | 'app' | 'bench' | 'root';

/** A folder whose files share one set of rules. */
export interface Unit {
  readonly kind: UnitKind;
  /** Name of the context for modules and contracts, else of the folder. */
  readonly name: string;
  /** Relative to the root, with forward slashes; empty for the root itself. A single file may be a unit too. */
  readonly folder: string;
  /** Name in its package.json; `undefined` where it has none. */
  readonly packageName: string | undefined;
  /** Whether it has a package.json. */
  readonly packaged: boolean;
  /** Whether its package.json says by which entries it may be entered. */
  readonly exported: boolean;
  /** The entries its package.json offers, each with every file it may lead to. */
  readonly entries: ReadonlyMap<string, readonly string[]>;
  /** Its main file, as every tool would find it; what counts where there are no `exports`. */
  readonly main: readonly string[];
  /** Packages that its package.json asks for. */
  readonly dependencies: Dependencies;
  /** Whether it has the folders of the house (`src/index.ts`, `src/api`); other layouts are not asked for them. */
  readonly house: boolean;
}

/** What a package.json asks for, by package name. */
export interface Dependencies {
  /** Dependencies for users of the package, peer and optional ones included. */
  readonly shipped: ReadonlySet<string>;
  /** For working on it. */
  readonly dev: ReadonlySet<string>;
}

/** The name by which messages speak of a unit. */
export function describeUnit({ kind, name }: Unit): string {
  switch (kind) {
    case 'module':
      return `module '${name}'`;
    case 'contract':
      return `contract '${name}'`;
    case 'platform':
      return `platform package '${name}'`;
    case 'shared':
      return `shared code '${name}'`;
    case 'root':
      return 'the workspace root';
    default:
      return `${kind} '${name}'`;
  }
}
