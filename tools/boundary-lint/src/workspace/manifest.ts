import { existsSync, readFileSync } from 'node:fs';
import type { Dependencies } from './unit.js';

type Field = 'dependencies' | 'peerDependencies' | 'optionalDependencies' | 'devDependencies';
type Manifest = { readonly name?: string; readonly exports?: unknown } & {
  readonly [field in Field]?: Readonly<Record<string, string>>;
};

/** What the tool needs of a package.json. */
export interface PackageFacts {
  readonly packageName: string | undefined;
  /** Whether it says by which entries it may be entered. */
  readonly exported: boolean;
  /** Whether there is a package.json at all. */
  readonly packaged: boolean;
  readonly dependencies: Dependencies;
}

/** Reads a package.json; a missing one asks for nothing. */
export function readManifest(file: string): PackageFacts {
  const packaged = existsSync(file);
  const manifest = packaged ? (JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')) as Manifest) : {};
  const names = (...fields: Field[]): Set<string> =>
    new Set(fields.flatMap((field) => Object.keys(manifest[field] ?? {})));
  return {
    packageName: manifest.name,
    packaged,
    exported: manifest.exports !== undefined,
    dependencies: {
      shipped: names('dependencies', 'peerDependencies', 'optionalDependencies'),
      dev: names('devDependencies'),
    },
  };
}
