import { existsSync, readFileSync } from 'node:fs';
import { NotAWorkspaceError } from './config.js';
import { stringsIn } from './package-scopes.js';
import type { Dependencies } from './unit.js';

type Field = 'dependencies' | 'peerDependencies' | 'optionalDependencies' | 'devDependencies';
const MAIN_FIELDS = ['source', 'types', 'typings', 'module', 'main', 'browser'] as const;
type Manifest = { readonly name?: string; readonly exports?: unknown } & {
  readonly [field in (typeof MAIN_FIELDS)[number]]?: unknown;
} & {
  readonly [field in Field]?: Readonly<Record<string, string>>;
};

/** What the tool needs of a package.json. */
export interface PackageFacts {
  readonly packageName: string | undefined;
  /** Whether it says by which entries it may be entered. */
  readonly exported: boolean;
  /** Its entries, each with every file it may lead to. */
  readonly entries: ReadonlyMap<string, readonly string[]>;
  /** Its main file, as every tool would find it: `types`, `module`, `main`, … */
  readonly main: readonly string[];
  /** Whether there is a package.json at all. */
  readonly packaged: boolean;
  readonly dependencies: Dependencies;
}

/** Reads a package.json; a missing one asks for nothing. @throws NotAWorkspaceError when it is no JSON */
export function readManifest(file: string): PackageFacts {
  const packaged = existsSync(file);
  const manifest = packaged ? parse(file) : {};
  const names = (...fields: Field[]): Set<string> =>
    new Set(fields.flatMap((field) => Object.keys(manifest[field] ?? {})));
  return {
    packageName: manifest.name,
    packaged,
    exported: manifest.exports !== undefined,
    entries: entriesOf(manifest.exports),
    main: MAIN_FIELDS.flatMap((field) => (typeof manifest[field] === 'string' ? [manifest[field]] : [])),
    dependencies: {
      shipped: names('dependencies', 'peerDependencies', 'optionalDependencies'),
      dev: names('devDependencies'),
    },
  };
}

/** `exports` names entries by keys that begin with a dot; without any it is the one entry itself. */
function entriesOf(exports: unknown): Map<string, string[]> {
  const keyed =
    typeof exports === 'object' && exports !== null && Object.keys(exports).some((key) => key.startsWith('.'));
  const entries = keyed ? Object.entries(exports) : exports === undefined ? [] : [['.', exports] as const];
  return new Map(entries.map(([key, target]) => [key, stringsIn(target)]));
}

function parse(file: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new NotAWorkspaceError(`${file} is no JSON: ${(error as Error).message}`);
  }
  if (typeof json !== 'object' || json === null) throw new NotAWorkspaceError(`${file} holds no object.`);
  return json;
}
