import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { GraphQLError, parse, Source, type DocumentNode } from 'graphql';
import { SdlError } from './sdl-error.js';

/** The SDL of one context, or of the edge that all contexts stand on. */
export interface Sdl {
  /** Name of the context; `edge` for the base. */
  readonly context: string;
  /** Path of the file, relative to the workspace. */
  readonly file: string;
  readonly document: DocumentNode;
}

/** The package of the edge, and its entry with the SDL that every schema begins with. */
const EDGE = '@multilith/edge';
const BASE = './base.graphql';
const MODULES = 'libs/modules';

/** SDL that is not on the disk yet, by its path in the workspace. */
export type UnsavedSdl = ReadonlyMap<string, string>;

/**
 * Reads what the edge declares for all contexts: scalars, `Query`, `Mutation`, `PageInfo`.
 *
 * @param root folder of a workspace in which `@multilith/edge` is installed
 * @throws SdlError if the package is not installed
 */
export function readBaseSdl(root: string): Sdl {
  const edge = installedPackage(root, EDGE);
  if (edge === undefined) throw new SdlError([`${EDGE} is not found from ${root}. Install it in the workspace.`]);
  const manifest = JSON.parse(readFileSync(join(edge, 'package.json'), 'utf8')) as { exports: Record<string, string> };
  const file = join(edge, manifest.exports[BASE]!);
  return parseSdl('edge', relative(root, file), readFileSync(file, 'utf8'));
}

/** The folder of a package that is installed in a folder or above it; behind the link, if it is part of the workspace. */
function installedPackage(from: string, name: string): string | undefined {
  const folder = join(from, 'node_modules', name);
  if (existsSync(join(folder, 'package.json'))) return realpathSync(folder);
  return dirname(from) === from ? undefined : installedPackage(dirname(from), name);
}

/** The SDL of every context that has some, by name. */
export function readContextSdl(root: string, unsaved: UnsavedSdl = new Map()): Sdl[] {
  const saved = existsSync(join(root, MODULES))
    ? readdirSync(join(root, MODULES)).map((context) => `${MODULES}/${context}/src/api/${context}.graphql`)
    : [];
  return [...new Set([...saved, ...unsaved.keys()])]
    .filter((file) => unsaved.has(file) || existsSync(join(root, file)))
    .sort()
    .map((file) =>
      parseSdl(basename(file, '.graphql'), file, unsaved.get(file) ?? readFileSync(join(root, file), 'utf8')),
    );
}

function parseSdl(context: string, file: string, text: string): Sdl {
  try {
    return { context, file, document: parse(new Source(text, file)) };
  } catch (error) {
    if (error instanceof GraphQLError) throw new SdlError([error.toString()]);
    throw error;
  }
}
