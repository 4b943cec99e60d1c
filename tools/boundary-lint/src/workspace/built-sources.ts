import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseJsonc } from './path-mappings.js';

/** Folders that builds write to, where no tsconfig says which. */
const OUTPUTS = ['dist', 'build', 'lib', 'out', 'output', 'esm', 'cjs', 'es', 'umd', 'types', 'typings', 'dts'];
/** Folders below these, one for each kind of module. */
const FORMATS = /^(?:esm?|cjs|mjs|commonjs|module|umd|types?|dts|node|browser|es20\d\d)\//;
/** Folders that sources are kept in. */
const SOURCES = ['src', '', 'source', 'lib'];
const ENDINGS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.d.ts', '.vue', '.json'];
const BUILT_ENDING = /(?:\.(?:esm?|cjs|umd|iife|global|min|prod|dev|browser|node))*(?:\.d)?\.(?:[mc]?[jt]sx?|json)$/;

interface Build {
  readonly output: string;
  readonly source: string;
}

/** Finds the source that a build makes a file of, so that nothing has to be built before it can be checked. */
export class BuiltSources {
  readonly #isSource: (path: string) => boolean;
  readonly #builds = new Map<string, readonly Build[]>();

  /** @param isSource whether there is a source under a path */
  constructor(isSource: (path: string) => boolean) {
    this.#isSource = isSource;
  }

  /**
   * The source of a built file, by `outDir` and `rootDir` of the package's tsconfig files or by habit.
   * @param folder of the package
   * @param path of the built file, which need not be there
   */
  sourceOf(folder: string, path: string): string | undefined {
    if (!path.startsWith(`${folder}/`)) return undefined;
    const inside = path
      .slice(folder.length + 1)
      .replace(/\/$/, '')
      .replace(BUILT_ENDING, '');
    for (const { output, source } of this.#buildsOf(folder)) {
      if (inside !== output && !inside.startsWith(`${output}/`)) continue;
      const rest = inside.slice(output.length + 1);
      for (const stem of new Set([rest, rest.replace(FORMATS, '')])) {
        const found = this.#withEnding(posix.join(folder, source, stem));
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  /** The index of a package: what a bundler makes its main file of. */
  indexOf(folder: string): string | undefined {
    for (const source of [
      'src/index',
      'index',
      'src/main',
      'src/lib/index',
      'lib/index',
      'src/public_api',
      'src/public-api',
    ]) {
      const found = this.#withEnding(posix.join(folder, source));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #withEnding(stem: string): string | undefined {
    const paths = [...ENDINGS.map((ending) => stem + ending), ...ENDINGS.map((ending) => `${stem}/index${ending}`)];
    return paths.find((path) => this.#isSource(path));
  }

  #buildsOf(folder: string): readonly Build[] {
    let builds = this.#builds.get(folder);
    if (!builds) {
      builds = [
        ...configured(folder),
        ...OUTPUTS.flatMap((output) => SOURCES.map((source) => ({ output, source }))),
      ].filter(({ output, source }) => output !== source);
      this.#builds.set(folder, builds);
    }
    return builds;
  }
}

/** What the tsconfig files of a package say about where its build goes. */
function configured(folder: string): Build[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^[tj]sconfig.*\.json$/.test(name))
    .sort()
    .flatMap((name) => {
      const { compilerOptions = {} } = parseJsonc(readFileSync(join(folder, name), 'utf8'));
      const { outDir, declarationDir, rootDir } = compilerOptions;
      const sources = rootDir === undefined ? SOURCES : [posix.normalize(rootDir).replace(/^\.\/?$|\/$/g, '')];
      return [outDir, declarationDir]
        .flatMap((output) => (output === undefined ? [] : [posix.normalize(output).replace(/\/$/, '')]))
        .filter((output) => output !== '.' && !output.startsWith('..'))
        .flatMap((output) => sources.map((source) => ({ output, source })));
    });
}
