import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
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

const BASE = 'libs/platform/edge/src/schema/base.graphql';
const MODULES = 'libs/modules';

/** SDL that is not on the disk yet, by its path in the workspace. */
export type UnsavedSdl = ReadonlyMap<string, string>;

/** What the edge declares for everyone: scalars, `Query`, `Mutation`, `PageInfo`. */
export const readBaseSdl = (root: string): Sdl => parseSdl('edge', BASE, readFileSync(join(root, BASE), 'utf8'));

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
