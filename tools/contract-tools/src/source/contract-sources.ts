import { readdirSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { parseSource, type Declaration, type ParsedSource } from './parsed-source.js';
import { argumentsOf, literalOf, nameOf, propertyOf, type Node } from './syntax-tree.js';

/** A message or contract error as its class declares it. */
export interface DeclaredClass {
  readonly kind: 'command' | 'query' | 'event' | 'contractError';
  readonly className: string;
  /** Wire name, like `orders.PlaceOrder`. */
  readonly name: string;
  /** Version of a message, default 1. */
  readonly version: number;
  readonly source: ParsedSource;
  readonly declaration: Declaration;
  /** The options given to `command()`, `query()`, `event()` or `contractError()`. */
  readonly options: Node | undefined;
}

const KINDS: readonly string[] = ['command', 'query', 'event', 'contractError'] satisfies DeclaredClass['kind'][];

/** The sources of a contract package: what they declare and export. */
export class ContractSources {
  /** Path of the package from the workspace root. */
  readonly folder: string;
  readonly #files = new Map<string, ParsedSource>();
  readonly #entry: string;
  #classes: readonly DeclaredClass[] | undefined;

  private constructor(root: string, folder: string) {
    this.folder = folder;
    this.#entry = join(root, folder, 'src/index.ts');
    for (const path of sourcesIn(join(root, folder, 'src'))) this.#files.set(path, parseSource(path));
  }

  /** Reads the sources below `src`, without specs. A package without sources has none. */
  static read(root: string, folder: string): ContractSources {
    return new ContractSources(root, relative(root, join(root, folder)).split(sep).join('/'));
  }

  /** Every message and error class. */
  get classes(): readonly DeclaredClass[] {
    return (this.#classes ??= [...this.#files.values()].flatMap((source) =>
      [...source.declarations].flatMap(
        ([className, declaration]) => declaredClass(className, declaration, source) ?? [],
      ),
    ));
  }

  /** The doc comment that the package's entry begins with. */
  get comment(): string | undefined {
    return this.#files.get(this.#entry)?.firstDoc;
  }

  /** Packages that the sources import, in the order of their names. */
  get packages(): readonly string[] {
    const specifiers = [...this.#files.values()].flatMap(({ imports }) => [...imports.values()]);
    return [...new Set(specifiers.map(({ specifier }) => specifier))].filter((name) => !name.startsWith('.')).sort();
  }

  /** Returns the declaration of a name that a file of the package uses; `undefined` if another package declares it. */
  declarationOf(source: ParsedSource, name: string): { source: ParsedSource; declaration: Declaration } | undefined {
    const declaration = source.declarations.get(name);
    if (declaration) return { source, declaration };
    const imported = source.imports.get(name);
    if (!imported?.specifier.startsWith('.')) return undefined;
    const file = this.#fileAt(source, imported.specifier);
    return file && this.#exported(file, imported.imported);
  }

  /** Returns the declaration behind a name that the package exports. */
  exportedBy(name: string): { source: ParsedSource; declaration: Declaration } | undefined {
    const entry = this.#files.get(this.#entry);
    return entry && this.#exported(entry, name);
  }

  #exported(source: ParsedSource, name: string): { source: ParsedSource; declaration: Declaration } | undefined {
    const declaration = source.declarations.get(name);
    if (declaration) return { source, declaration };
    const from = source.reExports.get(name);
    const others = from ? [from] : source.passedOn.map((specifier) => ({ specifier, imported: name }));
    for (const { specifier, imported } of others) {
      const file = this.#fileAt(source, specifier);
      const found = file && this.#exported(file, imported);
      if (found) return found;
    }
    return undefined;
  }

  #fileAt(source: ParsedSource, specifier: string): ParsedSource | undefined {
    return this.#files.get(join(dirname(source.path), specifier.replace(/\.js$/, '.ts')));
  }
}

function sourcesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /(?<!\.d|\.spec|\.test-d|\.fixture)\.ts$/.test(entry.name))
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Returns what a class declares: `class PlaceOrder extends command('orders.PlaceOrder', …)`. */
function declaredClass(className: string, declaration: Declaration, source: ParsedSource): DeclaredClass | undefined {
  const base = declaration.node.superClass as Node | null | undefined;
  if (base?.type !== 'CallExpression') return undefined;
  const callee = nameOf(base.callee) ?? '';
  const kind = source.imports.get(callee)?.imported ?? callee;
  const [name, options] = argumentsOf(base);
  const wireName = literalOf(name);
  if (!KINDS.includes(kind) || typeof wireName !== 'string') return undefined;
  const version = literalOf(propertyOf(options, 'version'));
  return {
    kind: kind as DeclaredClass['kind'],
    className,
    name: wireName,
    version: typeof version === 'number' ? version : 1,
    source,
    declaration,
    options,
  };
}
