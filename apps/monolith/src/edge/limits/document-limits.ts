import { Kind, type DocumentNode, type GraphQLSchema } from 'graphql';
import { measureDocument, type Measure, type Variables } from './measure-document.js';

/** Codes of documents that ask for too much. */
export type LimitCode = 'QUERY_TOO_DEEP' | 'QUERY_TOO_LARGE' | 'QUERY_TOO_COSTLY';

/** Longest document, in tokens; a hand-written one has some hundred. */
export const MAX_TOKENS = 10_000;

/** Each about four times what the deepest and widest sensible documents of the shop and GraphiQL's own take. */
const LIMITS: Readonly<
  Record<keyof Measure, { readonly most: number; readonly code: LimitCode; readonly unit: string }>
> = {
  depth: { most: 15, code: 'QUERY_TOO_DEEP', unit: 'levels of fields' },
  fields: { most: 500, code: 'QUERY_TOO_LARGE', unit: 'fields, those of fragments counted at every use' },
  cost: { most: 50_000, code: 'QUERY_TOO_COSTLY', unit: 'values in its answer; ask for shorter pages' },
};

/** A document that asks for more than one request may. */
export class DocumentLimitError extends Error {
  override readonly name = 'DocumentLimitError';

  constructor(
    readonly code: LimitCode,
    message: string,
  ) {
    super(message);
  }
}

/** A document whose nesting exceeds what can be parsed at all. */
export class UnreadableDepthError extends DocumentLimitError {
  constructor() {
    super('QUERY_TOO_DEEP', 'The document is nested too deeply to be read.');
  }
}

/**
 * Refuses documents that ask for too much, whatever their variables say. It runs before validation, whose own effort grows
 * faster than the document; Mercurius calls it once per text, and remembers what has passed.
 *
 * @throws DocumentLimitError
 */
export async function requireModestDocument(schema: GraphQLSchema, document: DocumentNode): Promise<void> {
  requireWithin(measureDocument(schema, document));
}

/**
 * Refuses a valid document whose variables ask for too much; it runs with every request.
 *
 * @throws DocumentLimitError
 */
export async function requireModestVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Variables = {},
): Promise<void> {
  const some = document.definitions.some(
    (each) => each.kind === Kind.OPERATION_DEFINITION && (each.variableDefinitions ?? []).length > 0,
  );
  if (some) requireWithin(measureDocument(schema, document, variables));
}

function requireWithin(measure: Measure): void {
  for (const [aspect, { most, code, unit }] of Object.entries(LIMITS)) {
    const found = measure[aspect as keyof Measure];
    if (found > most)
      throw new DocumentLimitError(code, `The document comes to ${shown(found)}, more than ${most} ${unit}.`);
  }
}

function shown(found: number): string {
  return found > 1_000_000 ? 'millions' : String(found);
}
