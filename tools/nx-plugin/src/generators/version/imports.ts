import { posix } from 'node:path';

/** The imports of a file that is written. */
export class Imports {
  readonly #names = new Map<string, Map<string, boolean>>();
  readonly #wholes = new Map<string, string>();
  /** How each name is imported, by the name. */
  readonly #forms = new Map<string, string>();

  /** @param folder of the file */
  constructor(private readonly folder: string) {}

  /**
   * Imports a name.
   *
   * @param module a package, or a path in the workspace, with `.js`
   * @param whole what stands instead of names, like `* as z`
   */
  add(module: string, name: string, isType = false, whole?: string): void {
    // Files of one contract may write `import { z }` and `import * as z`.
    const local = (whole ?? name).split(' ').at(-1)!;
    const known = this.#forms.get(local);
    if (known !== undefined && known !== (whole ?? name)) return;
    this.#forms.set(local, whole ?? name);
    if (whole !== undefined) return void this.#wholes.set(`${module} ${whole}`, module);
    const names = this.#names.get(module) ?? new Map<string, boolean>();
    this.#names.set(module, names.set(name, (names.get(name) ?? true) && isType));
  }

  /** The statements: packages first, each group by name. */
  toString(): string {
    const wholes = [...this.#wholes].map(([key, module]) => ({
      specifier: this.#specifier(module),
      names: key.slice(module.length + 1),
    }));
    const named = [...this.#names].map(([module, names]) => ({
      specifier: this.#specifier(module),
      names: `{ ${[...names]
        .sort(([a], [b]) => a.localeCompare(b, 'en'))
        .map(([name, isType]) => (isType ? `type ${name}` : name))
        .join(', ')} }`,
    }));
    const order = (specifier: string): string => (specifier.startsWith('.') ? `1${specifier}` : `0${specifier}`);
    return [...wholes, ...named]
      .sort((a, b) => (order(a.specifier) < order(b.specifier) ? -1 : 1))
      .map(({ specifier, names }) => `import ${names} from '${specifier}';`)
      .join('\n');
  }

  #specifier(module: string): string {
    if (!module.startsWith('libs/')) return module;
    const path = posix.relative(this.folder, module);
    return path.startsWith('.') ? path : `./${path}`;
  }
}
