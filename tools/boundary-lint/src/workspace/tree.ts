import { readdirSync, realpathSync, statSync, type Dirent } from 'node:fs';

const SOURCE = /\.(?:[mc]?[jt]sx?|vue|svelte|astro)$/;
const COMPONENT = /\.(?:vue|svelte|astro)$/;
const SQL = /\.(?:(?:p|pg|my)?sql|ddl)$/i;
/** Texts that are no source: documentation, configuration, templates. */
const TEXT = /\.(?:mdx?|txt|jsonc?|ya?ml|toml|html?|css|graphqls?|gql|sh|conf|env|ejs|hbs)$|^Dockerfile/;
/** Folders that hold no source of ours. Folders that begin with a dot are left out too, but for those with stories. */
const SKIPPED = new Set(['node_modules', 'dist', 'coverage']);

/** Whether a file is one of SQL, by its name. */
export const isSql = (path: string): boolean => SQL.test(path);

/** Whether a file is a component of Vue, Svelte or Astro, by its name. */
export const isComponent = (path: string): boolean => COMPONENT.test(path);

/** Whether a file configures the compiler, by its name. */
export const isTsConfig = (path: string): boolean => /(?:^|\/)[tj]sconfig[^/]*\.json$/.test(path);

/** The files of a workspace, listed once: everything else asks this instead of the disk. */
export class FileTree {
  /** Absolute paths of every JavaScript, TypeScript and component file, specs and configuration included, in a stable order. */
  readonly sources: readonly string[];
  /** Absolute paths of SQL files. */
  readonly sql: readonly string[];
  /** Absolute paths of tsconfig and jsconfig files. */
  readonly configs: readonly string[];
  /** Absolute paths of documentation, configuration and templates: `README.md`, `package.json`, `Dockerfile`. */
  readonly texts: readonly string[];
  /** The same as `sources`, but no links: what they point to counts under its own path. */
  readonly known: ReadonlySet<string>;
  /** Folders with a package.json, relative to the root. */
  readonly packages: readonly string[];
  /** Folders in which something decides how bare specifiers resolve: node_modules, package.json, tsconfig. */
  readonly #scopes: ReadonlySet<string>;

  constructor(readonly root: string) {
    const sources: string[] = [];
    const sql: string[] = [];
    const configs: string[] = [];
    const texts: string[] = [];
    const known = new Set<string>();
    const packages: string[] = [];
    const scopes = new Set<string>([root]);
    const visited = new Set<string>();
    const walk = (folder: string): void => {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const { name } = entry;
        const path = `${folder}/${name}`;
        if (entry.isDirectory() || isLinkedFolder(entry, path)) {
          if (name === 'node_modules') scopes.add(folder);
          if (SKIPPED.has(name) || (name.startsWith('.') && name !== '.storybook')) continue;
          if (entry.isDirectory()) walk(path);
          else walkLink(path);
          continue;
        }
        if (entry.isFile() && TEXT.test(name)) texts.push(path);
        if (SOURCE.test(name)) {
          sources.push(path);
          if (entry.isFile()) known.add(path);
        } else if (name === 'package.json') {
          packages.push(folder.slice(root.length + 1));
          scopes.add(folder);
        } else if (isTsConfig(name)) {
          configs.push(path);
          scopes.add(folder);
        } else if (SQL.test(name)) sql.push(path);
      }
    };
    /** A linked folder inside the workspace is seen where it really is; one that leads outside is read as ours. */
    const walkLink = (path: string): void => {
      const real = realpathSync(path);
      if (`${real}/`.startsWith(`${root}/`) || visited.has(real)) return;
      visited.add(real);
      walk(path);
    };
    walk(root);
    this.sources = sources.sort();
    this.sql = sql.sort();
    this.configs = configs.sort();
    this.texts = texts.sort();
    this.known = known;
    this.packages = packages;
    this.#scopes = scopes;
  }

  /** The nearest folder, upwards, in which bare specifiers resolve the same way as here. */
  scopeOf(folder: string): string {
    let scope = folder;
    while (!this.#scopes.has(scope) && scope.length > this.root.length) scope = scope.slice(0, scope.lastIndexOf('/'));
    return scope;
  }
}

function isLinkedFolder(entry: Dirent, path: string): boolean {
  if (!entry.isSymbolicLink()) return false;
  try {
    return statSync(path).isDirectory();
  } catch {
    // It leads nowhere, or to itself. A source by its name is reported when it is read.
    return false;
  }
}
