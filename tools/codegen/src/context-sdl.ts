import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

const BASE = 'apps/monolith/src/edge/schema/base.graphql';
const MODULES = 'libs/modules';

/** What the edge declares for everyone: scalars, `Query`, `Mutation`, `PageInfo`. */
export const readBaseSdl = (root: string): Sdl => readSdl(root, 'edge', BASE);

/** The SDL of every context that has some, by name. */
export function readContextSdl(root: string): Sdl[] {
  if (!existsSync(join(root, MODULES))) return [];
  return readdirSync(join(root, MODULES))
    .sort()
    .map((context) => ({ context, file: `${MODULES}/${context}/src/api/${context}.graphql` }))
    .filter(({ file }) => existsSync(join(root, file)))
    .map(({ context, file }) => readSdl(root, context, file));
}

function readSdl(root: string, context: string, file: string): Sdl {
  try {
    return { context, file, document: parse(new Source(readFileSync(join(root, file), 'utf8'), file)) };
  } catch (error) {
    if (error instanceof GraphQLError) throw new SdlError([error.toString()]);
    throw error;
  }
}
