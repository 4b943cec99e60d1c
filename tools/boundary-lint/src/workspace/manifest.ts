import { existsSync, readFileSync } from 'node:fs';
import type { Dependencies } from './unit.js';

type Field = 'dependencies' | 'peerDependencies' | 'optionalDependencies' | 'devDependencies';
type Manifest = { readonly name?: string } & { readonly [field in Field]?: Readonly<Record<string, string>> };

/** What the tool needs of a package.json; a missing one asks for nothing. */
export function readManifest(file: string): { packageName: string | undefined; dependencies: Dependencies } {
  const manifest = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : {};
  const names = (...fields: Field[]): Set<string> =>
    new Set(fields.flatMap((field) => Object.keys(manifest[field] ?? {})));
  return {
    packageName: manifest.name,
    dependencies: {
      shipped: names('dependencies', 'peerDependencies', 'optionalDependencies'),
      dev: names('devDependencies'),
    },
  };
}
