import { MultilithError } from '@multilith/contract';
import { readFileSync } from 'node:fs';
import { concatAST, GraphQLError, Kind, parse, Source, type DefinitionNode } from 'graphql';
import { validateSDL } from 'graphql/validation/validate.js';

/** The SDL a context ships with its API. */
export interface ContextSdl {
  readonly context: string;
  /** Its `.graphql` file. */
  readonly sdl: URL;
}

const BASE = new URL('../../../src/graphql/schema/base.graphql', import.meta.url);

/**
 * Merges the edge's base with the SDL of every context into one schema text. A root type without fields is left out,
 * because GraphQL has no empty types; `Query`, which every schema needs, gets a field that returns null.
 *
 * @throws MultilithError SDL_INVALID with the context and line, if they do not fit together
 */
export function composeSdl(contexts: readonly ContextSdl[]): string {
  const sources = [{ context: 'edge', sdl: BASE }, ...contexts].map(
    ({ context, sdl }) => new Source(readFileSync(sdl, 'utf8'), `${context} (${sdl.pathname})`),
  );
  const faults = faultsOf(sources);
  if (faults.length > 0)
    throw new MultilithError(
      'SDL_INVALID',
      `The SDL of the contexts does not make one schema: ${faults.map(String).join('; ')}.`,
      'Mend the SDL at the places named above; a type is declared by one context and extended by others.',
    );
  const definitions = sources.flatMap((source) => parse(source).definitions);
  const filled = new Set(definitions.flatMap(rootWithFields));
  const [base, ...ofContexts] = sources.map(({ body }) => body);
  return [withoutEmptyRoots(base!, filled), ...ofContexts].join('\n');
}

const ROOTS = new Set(['Query', 'Mutation', 'Subscription']);
const NO_QUERIES = 'extend type Query {\n  "No context has a query yet."\n  nothing: Boolean\n}';

function rootWithFields(node: DefinitionNode): string[] {
  if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.OBJECT_TYPE_EXTENSION) return [];
  return ROOTS.has(node.name.value) && (node.fields?.length ?? 0) > 0 ? [node.name.value] : [];
}

function withoutEmptyRoots(base: string, filled: ReadonlySet<string>): string {
  let text = base;
  for (const node of parse(base).definitions.toReversed()) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION || !ROOTS.has(node.name.value) || filled.has(node.name.value))
      continue;
    if (node.name.value === 'Query') text += NO_QUERIES;
    else text = text.slice(0, node.loc!.start) + text.slice(node.loc!.end);
  }
  return text;
}

function faultsOf(sources: readonly Source[]): readonly GraphQLError[] {
  try {
    return validateSDL(concatAST(sources.map((source) => parse(source))));
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}
