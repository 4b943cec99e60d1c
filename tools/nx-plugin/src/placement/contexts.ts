import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { closest } from './closest.js';
import { PlacementError } from './placement-error.js';

/** A context of the workspace, as far as moving it has to know it. */
export interface Context {
  readonly name: string;
  readonly folder: string;
  readonly packageName: string;
  /** The class that its index exports. */
  readonly moduleClass: string;
}

const MODULES = 'libs/modules';

/** Names of all contexts of a workspace, in order. */
export function contextNames(root: string): readonly string[] {
  const modules = join(root, MODULES);
  if (!existsSync(modules)) return [];
  return readdirSync(modules)
    .filter((name) => existsSync(join(modules, name, 'package.json')))
    .sort();
}

/**
 * A context by its name.
 * @throws PlacementError PLACEMENT_UNKNOWN_CONTEXT, PLACEMENT_UNREADABLE
 */
export function contextNamed(root: string, name: string): Context {
  const known = contextNames(root);
  if (!known.includes(name)) {
    const meant = closest(name, known);
    throw new PlacementError(
      'PLACEMENT_UNKNOWN_CONTEXT',
      `There is no context '${name}' under ${MODULES}.`,
      `${meant ? `Did you mean '${meant}'? ` : ''}The contexts are ${known.join(', ') || 'none yet'}.`,
    );
  }
  const folder = `${MODULES}/${name}`;
  const { name: packageName } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
    name: string;
  };
  return { name, folder, packageName, moduleClass: moduleClassIn(root, `${folder}/src/index.ts`) };
}

/** The index of a module exports its class and nothing else. */
function moduleClassIn(root: string, file: string): string {
  const text = existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '';
  const [, found] = /\bexport\s*\{\s*(\w+Module)\s*,?\s*\}/.exec(text) ?? [];
  if (found) return found;
  throw new PlacementError(
    'PLACEMENT_UNREADABLE',
    `${file} does not export the module of the context.`,
    "It should read like: export { OrdersModule } from './orders.module.js';",
  );
}
