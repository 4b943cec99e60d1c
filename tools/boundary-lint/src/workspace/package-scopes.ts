import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NotAWorkspaceError } from './config.js';

interface Manifest {
  readonly imports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A package.json and the folder it stands in. */
interface Scope {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Every dependency, by name, as the package.json asks for it. */
  readonly asked: ReadonlyMap<string, string>;
}

/** What the nearest package.json makes of specifiers: `imports`, and dependencies that are other packages in disguise. */
export class PackageScopes {
  readonly #root: string;
  readonly #byFolder = new Map<string, Scope | undefined>();

  constructor(root: string) {
    this.#root = root;
  }

  /**
   * What `#name` may stand for, whichever condition chooses it: package specifiers and absolute paths. Which one runs is
   * decided where the program is started.
   */
  subpathImports(folder: string, specifier: string): string[] {
    const scope = this.#scopeOf(folder);
    const found = Object.entries(scope?.manifest.imports ?? {}).flatMap(([key, target]) => {
      const part = matched(key, specifier);
      return part === undefined ? [] : stringsIn(target).map((text) => text.replaceAll('*', () => part));
    });
    return found.map((target) => (target.startsWith('./') ? join(scope!.folder, target) : target));
  }

  /** What a dependency is that no registry has: `file:../x` as an absolute path, `npm:x@1` and `workspace:x@*` as a name. */
  disguised(folder: string, packageName: string): string | undefined {
    for (const scope of [this.#scopeOf(folder), this.#scopeOf(this.#root)]) {
      if (!scope) continue;
      const asked = scope.asked.get(packageName) ?? '';
      const [, protocol, rest] = /^(file|link|portal|npm|workspace):(.+)$/.exec(asked) ?? [];
      if (protocol === undefined) continue;
      if (protocol === 'npm' || protocol === 'workspace') return /^(@?[^@]+)@/.exec(rest!)?.[1];
      return join(scope.folder, rest!);
    }
    return undefined;
  }

  #scopeOf(folder: string): Scope | undefined {
    if (this.#byFolder.has(folder)) return this.#byFolder.get(folder);
    const file = join(folder, 'package.json');
    const above = folder.length > this.#root.length ? this.#scopeOf(dirname(folder)) : undefined;
    const scope = existsSync(file) ? scopeAt(folder, parse(file)) : above;
    this.#byFolder.set(folder, scope);
    return scope;
  }
}

function scopeAt(folder: string, manifest: Manifest): Scope {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = manifest;
  const asked = { ...peerDependencies, ...optionalDependencies, ...devDependencies, ...dependencies };
  return { folder, manifest, asked: new Map(Object.entries(asked)) };
}

function parse(file: string): Manifest {
  try {
    return (JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')) ?? {}) as Manifest;
  } catch (error) {
    throw new NotAWorkspaceError(`${file} is no JSON: ${(error as Error).message}`);
  }
}

/** The part of a specifier that `*` of a key stands for; `''` for a key without one, `undefined` where they do not match. */
function matched(key: string, specifier: string): string | undefined {
  const star = key.indexOf('*');
  if (star < 0) return key === specifier ? '' : undefined;
  const [head, tail] = [key.slice(0, star), key.slice(star + 1)];
  const fits = specifier.startsWith(head) && specifier.endsWith(tail) && specifier.length > head.length + tail.length;
  return fits ? specifier.slice(head.length, specifier.length - tail.length) : undefined;
}

/** Every string in what `imports` or `exports` say of a key: conditions and alternatives. */
export function stringsIn(target: unknown): string[] {
  if (typeof target === 'string') return [target];
  return typeof target === 'object' && target !== null ? Object.values(target).flatMap(stringsIn) : [];
}
