import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ResolverFactory } from 'oxc-resolver';

/** The `paths` of one tsconfig, as absolute targets, and the folder bare specifiers are looked up in. */
interface Mapping {
  readonly patterns: readonly {
    readonly head: string;
    readonly tail: string;
    readonly exact: boolean;
    readonly targets: readonly string[];
  }[];
  readonly baseUrl: string | undefined;
}

interface TsConfig {
  readonly extends?: string | readonly string[];
  readonly compilerOptions?: {
    readonly baseUrl?: string;
    readonly outDir?: string;
    readonly declarationDir?: string;
    readonly rootDir?: string;
    readonly paths?: Readonly<Record<string, readonly string[]>>;
  };
}

/**
 * What tsconfig and jsconfig files make of bare specifiers. Every configuration beside a file counts, whichever of them
 * a build happens to use.
 */
export class PathMappings {
  readonly #root: string;
  readonly #byFolder = new Map<string, readonly Mapping[]>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Paths that a specifier may stand for, most specific first, without extensions tried. */
  candidates(folder: string, specifier: string): string[] {
    return this.#mappingsOf(folder).flatMap(({ patterns, baseUrl }) => {
      const [best] = patterns
        .filter(({ head, tail, exact }) =>
          exact
            ? specifier === head
            : specifier.startsWith(head) && specifier.endsWith(tail) && specifier.length >= head.length + tail.length,
        )
        .sort((a, b) => Number(b.exact) - Number(a.exact) || b.head.length - a.head.length);
      const mapped = best
        ? best.targets.map((target) =>
            target.replace('*', () => specifier.slice(best.head.length, specifier.length - best.tail.length)),
          )
        : [];
      return baseUrl === undefined ? mapped : [...mapped, join(baseUrl, specifier)];
    });
  }

  #mappingsOf(folder: string): readonly Mapping[] {
    const known = this.#byFolder.get(folder);
    if (known) return known;
    const own = readMappings(folder);
    const above = folder.length > this.#root.length ? this.#mappingsOf(dirname(folder)) : [];
    const all = [...own, ...above];
    this.#byFolder.set(folder, all);
    return all;
  }
}

function readMappings(folder: string): Mapping[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^[tj]sconfig.*\.json$/.test(name))
    .sort()
    .flatMap((name) => mappingOf(join(folder, name), new Set()) ?? []);
}

function mappingOf(file: string, seen: Set<string>): Mapping | undefined {
  if (seen.has(file) || !existsSync(file)) return undefined;
  seen.add(file);
  const config = parseJsonc(readFileSync(file, 'utf8'));
  const bases = [config.extends ?? []].flat().map((base) => mappingOf(locate(base, file), seen));
  const inherited = bases.filter((base) => base !== undefined).at(-1);
  const { baseUrl, paths } = config.compilerOptions ?? {};
  const base = baseUrl === undefined ? undefined : resolve(dirname(file), baseUrl);
  if (!paths) return base === undefined ? inherited : { patterns: inherited?.patterns ?? [], baseUrl: base };
  const from = base ?? inherited?.baseUrl ?? dirname(file);
  const patterns = Object.entries(paths).map(([pattern, targets]) => {
    const star = pattern.indexOf('*');
    return {
      exact: star < 0,
      head: star < 0 ? pattern : pattern.slice(0, star),
      tail: star < 0 ? '' : pattern.slice(star + 1),
      targets: targets.map((target) => resolve(from, target)),
    };
  });
  return { patterns, baseUrl: base ?? inherited?.baseUrl };
}

function locate(base: string, from: string): string {
  if (/^[./]/.test(base)) {
    const path = resolve(dirname(from), base);
    return existsSync(path) && path.endsWith('.json') ? path : `${path.replace(/\.json$/, '')}.json`;
  }
  return new ResolverFactory({ extensions: ['.json'], mainFiles: ['tsconfig'] }).sync(dirname(from), base).path ?? '';
}

/** JSON with comments and trailing commas; a file that is neither has no mappings the compiler would use either. */
export function parseJsonc(text: string): TsConfig {
  const plain = text
    .replace(/^\uFEFF/, '')
    .replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_all, string?: string) => string ?? '')
    .replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])/g, (_all, string?: string) => string ?? '');
  try {
    return (JSON.parse(plain) ?? {}) as TsConfig;
  } catch {
    return {};
  }
}
