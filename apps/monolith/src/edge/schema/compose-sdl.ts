import { readFileSync } from 'node:fs';
import { concatAST, GraphQLError, parse, Source } from 'graphql';
import { validateSDL } from 'graphql/validation/validate.js';
import { RuntimeError } from '@multilith/runtime';

/** The SDL a context ships with its API. */
export interface ContextSdl {
  readonly context: string;
  /** Its `.graphql` file. */
  readonly sdl: URL;
}

const BASE = new URL('../../../src/edge/schema/base.graphql', import.meta.url);

/**
 * Joins the edge's base with the SDL of every context into one schema text.
 *
 * @throws RuntimeError SDL_INVALID with the context and line, where they do not fit together
 */
export function composeSdl(contexts: readonly ContextSdl[]): string {
  const sources = [{ context: 'edge', sdl: BASE }, ...contexts].map(
    ({ context, sdl }) => new Source(readFileSync(sdl, 'utf8'), `${context} (${sdl.pathname})`),
  );
  const faults = faultsOf(sources);
  if (faults.length > 0)
    throw new RuntimeError(
      'SDL_INVALID',
      `The SDL of the contexts does not make one schema: ${faults.map(String).join('; ')}.`,
      'Mend the SDL at the places named above; a type is declared by one context and extended by others.',
    );
  return sources.map(({ body }) => body).join('\n');
}

function faultsOf(sources: readonly Source[]): readonly GraphQLError[] {
  try {
    return validateSDL(concatAST(sources.map((source) => parse(source))));
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}
