import type { SqlText } from '../sql/sql-text.js';
import type { Located } from './located.js';

/** Every way to reach another file. */
export type ImportForm =
  | 'static'
  | 'export-from'
  | 'dynamic'
  | 'require'
  | 'import-equals'
  | 'import-type'
  | 'augmentation'
  | 'ambient'
  | 'jsdoc'
  | 'triple-slash'
  | 'mock'
  | 'import-meta-resolve'
  | 'glob'
  | 'url'
  | 'worker'
  | 'fs'
  | 'evaluated'
  | 'tsconfig'
  | 'sql';

/** One place in a file that names another one. */
export interface Import {
  readonly form: ImportForm;
  /** What the source names; `undefined` where it is computed and so cannot be known. */
  readonly specifier: string | undefined;
  /** Whether the compiler drops it: nothing is loaded, but the type is known. */
  readonly typeOnly: boolean;
  /** Names taken from the other file, as it exports them; `'*'` where it is all of them. */
  readonly names: readonly string[];
  /** Offset in the source. */
  readonly start: number;
  /** Whether `specifier` is a path for the file system rather than a module; it may begin with a {@link Place}. */
  readonly location: boolean;
}

/** An import of one form; it takes everything, is loaded and names a module unless told otherwise. */
export const importOf = (
  form: ImportForm,
  specifier: string | undefined,
  start: number,
  more: Partial<Pick<Import, 'typeOnly' | 'names' | 'location'>> = {},
): Import => ({ form, specifier, typeOnly: false, names: ['*'], start, location: false, ...more });

/** Stand-ins in a folded path for what only the place of the file decides, so that equal texts have equal facts. */
export const Place = { file: '\0file', folder: '\0folder', root: '\0root' } as const;

/** A name that a file exports and does not declare itself. */
export interface ReExport {
  /** As importers know it; `'*'` for everything. */
  readonly name: string;
  /** As the file it comes from exports it; `'*'` for its namespace or everything. */
  readonly imported: string;
  readonly specifier: string;
}

/** A class that a contract declares: `class PlaceOrder extends command('orders.PlaceOrder', …)`. */
export interface Message {
  readonly kind: 'command' | 'query' | 'event' | 'contractError';
  readonly className: string;
  /** `undefined` where it is computed. */
  readonly wireName: string | undefined;
}

/** A call `use(contract, …)`. */
export interface Use {
  /** The specifier that the contract was imported by; `undefined` where it was not imported by name. */
  readonly specifier: string | undefined;
  /** Whether it says what happens when the context is not there. */
  readonly decides: boolean;
  readonly start: number;
}

/** What a file tells the database. Only read in modules and contracts. */
export interface PersistenceFacts {
  /** What each text of SQL names. */
  readonly sql: readonly SqlText[];
  /** Entities with the table they are stored in. */
  readonly entities: readonly { readonly className: string; readonly table: string }[];
  /** Schemas that entities, tables and foreign keys name. */
  readonly schemas: readonly Located[];
  /** Tables or entities named by a string: in relations, repositories and query builders. */
  readonly relations: readonly Located[];
  /** Strings that stand for a table in one query; `alias.column` is no table. */
  readonly aliases: readonly string[];
  /** Texts that are a name with a dot, `catalog.product`, and may be a table. */
  readonly named: readonly Located[];
  /** Contexts whose database is opened, told by the variable that holds its address: `CATALOG_DATABASE_URL`. */
  readonly connections: readonly Located[];
  /** Globs that entities are loaded by, as a path with a {@link Place}. */
  readonly globs: readonly Located[];
}

/** A token that another file declares. */
export interface TokenOfFile {
  readonly specifier: string;
  readonly imported: string;
}

/** What a file takes from and gives to dependency injection. Only read in modules and contracts. */
export interface InjectionFacts {
  /** Strings and symbols that providers are registered under. */
  readonly provided: readonly string[];
  readonly injected: readonly Located[];
  /** Tokens that another file declares, by how they are imported here. */
  readonly providedFrom: readonly TokenOfFile[];
  readonly injectedFrom: readonly (TokenOfFile & { readonly start: number })[];
  /** Data sources chosen by name. */
  readonly dataSources: readonly Located[];
  /** Where a look-up leaves the module: what it is done with, in words. */
  readonly global: readonly Located[];
}

/** A file with everything that rules ask about it; the text decides it alone, so it can be kept between runs. */
export interface SourceFacts {
  readonly imports: readonly Import[];
  readonly reExports: readonly ReExport[];
  /** Names the file exports; `'*'` where it passes on all of another file. */
  readonly exports: readonly Located[];
  readonly messages: readonly Message[];
  readonly uses: readonly Use[];
  /** Texts and symbols that the file exports under a name. Only read in modules. */
  readonly constants: readonly { readonly name: string; readonly value: string }[];
  readonly persistence: PersistenceFacts | undefined;
  readonly injection: InjectionFacts | undefined;
  /** Messages of the parser; a file with any has not been understood in full. */
  readonly parseErrors: readonly { readonly message: string; readonly start: number }[];
}
