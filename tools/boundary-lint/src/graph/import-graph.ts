import { isTest, unitOf } from '../rules/file-in-context.js';
import { isLocation } from '../rules/location.js';
import type { Scene } from '../rules/scene.js';

/** The imports of one context from another. */
export interface ImportFlow {
  readonly from: string;
  readonly to: string;
  /** The number of imports, types included. */
  readonly imports: number;
  /** The number of type-only imports, which the compiler removes. */
  readonly types: number;
  /** The number of files with such imports. */
  readonly files: number;
}

/** The contexts of a workspace and the imports between them. */
export interface ImportGraph {
  readonly contexts: readonly string[];
  readonly flows: readonly ImportFlow[];
}

/**
 * Reads a graph off the imports alone, so that it also draws a code base without contracts. A contract belongs to its
 * context. Specs are left out: what a test reaches is not what runs.
 */
export function importGraph({ files, workspace }: Scene): ImportGraph {
  const ofContext = ({ kind }: { readonly kind: string }): boolean => kind === 'module' || kind === 'contract';
  const names = new Set(workspace.units.filter(({ kind }) => kind === 'module').map(({ name }) => name));
  const flows = new Map<string, { from: string; to: string; imports: number; types: number; files: Set<string> }>();
  for (const { from, path, imports } of files) {
    if (!ofContext(from) || !names.has(from.name) || isTest(path)) continue;
    for (const { item, target } of imports) {
      const unit = unitOf(target);
      if (!unit || !ofContext(unit) || !names.has(unit.name) || unit.name === from.name || isLocation(item)) continue;
      const key = `${from.name}\0${unit.name}`;
      const flow = flows.get(key) ?? { from: from.name, to: unit.name, imports: 0, types: 0, files: new Set() };
      flows.set(key, flow);
      flow.imports++;
      if (item.typeOnly) flow.types++;
      flow.files.add(path);
    }
  }
  return {
    contexts: [...names].sort(),
    flows: [...flows.entries()]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, flow]) => ({ ...flow, files: flow.files.size })),
  };
}
