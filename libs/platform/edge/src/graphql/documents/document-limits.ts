import { brand, MultilithError } from '@multilith/contract';
import { Kind, TokenKind, type DocumentNode, type GraphQLSchema } from 'graphql';
import { REQUEST_ERRORS } from '../../error-codes.js';
import { measureDocument, type Measure, type Variables } from './measure-document.js';

/** Codes of documents that ask for too much. */
export type LimitCode = Extract<keyof typeof REQUEST_ERRORS, `QUERY_TOO_${string}`>;

/** Longest document, in tokens; a hand-written one has some hundred. */
export const MAX_TOKENS = 10_000;

/** Longest name in a document, and of the operation to carry out. Faults repeat names, up to a hundred times. */
export const MAX_NAME_LENGTH = 200;

/** What operators may change. */
export interface DocumentLimitSettings {
  /** Longest text of a document, in bytes. */
  readonly documentBytes: number;
  /** Most commands of one request. */
  readonly mutationFields: number;
}

/** About four times what the introspection query of GraphiQL and the deepest sensible queries of an order take. */
const LIMITS: Readonly<
  Record<Exclude<keyof Measure, 'commands'>, { readonly most: number; readonly code: LimitCode; readonly unit: string }>
> = {
  depth: { most: 15, code: 'QUERY_TOO_DEEP', unit: 'levels of fields' },
  fields: { most: 500, code: 'QUERY_TOO_LARGE', unit: 'fields, those of fragments counted at every use' },
  cost: { most: 50_000, code: 'QUERY_TOO_COSTLY', unit: 'values in its answer; ask for shorter pages' },
};

/** A document that asks for more than one request may. */
export class DocumentLimitError extends MultilithError {
  static {
    brand(this, 'edge.DocumentLimitError');
  }
  override readonly name = 'DocumentLimitError';
  declare readonly code: LimitCode;

  constructor(code: LimitCode, problem: string) {
    super(code, problem, REQUEST_ERRORS[code].remedy);
  }
}

/** A document whose nesting exceeds what can be parsed at all. */
export class UnreadableDepthError extends DocumentLimitError {
  static {
    brand(this, 'edge.UnreadableDepthError');
  }

  constructor() {
    super('QUERY_TOO_DEEP', 'The document is nested too deeply to be read.');
  }
}

/**
 * Refuses a document by its length, before anything reads or keeps it.
 *
 * @throws DocumentLimitError
 */
export function requireModestText(text: string, { documentBytes }: DocumentLimitSettings): void {
  // A text has at least as many bytes as UTF-16 units, and counting those is free.
  if (text.length > documentBytes || Buffer.byteLength(text) > documentBytes)
    throw new DocumentLimitError(
      'QUERY_TOO_LARGE',
      `The document is longer than ${documentBytes} bytes. Send values as variables.`,
    );
}

/**
 * Refuses documents that ask for too much, whatever their variables say. It runs before validation, whose own effort grows
 * faster than the document; Mercurius calls it once per text, and remembers what has passed.
 *
 * @throws DocumentLimitError
 */
export function requireModestDocument(
  schema: GraphQLSchema,
  document: DocumentNode,
  { mutationFields }: DocumentLimitSettings,
): Measure {
  requireModestNames(document);
  const measure = measureDocument(schema, document);
  requireWithin(measure);
  if (measure.commands > mutationFields)
    throw new DocumentLimitError(
      'QUERY_TOO_LARGE',
      `The mutation has ${measure.commands} root fields, more than ${mutationFields}. Send several requests.`,
    );
  return measure;
}

/**
 * Refuses a valid document whose variables ask for too much; it runs with every request. Returns what the document comes
 * to with these variables, or `undefined` if it has none.
 *
 * @throws DocumentLimitError
 */
export function requireModestVariables(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Variables | null | undefined,
): Measure | undefined {
  const some = document.definitions.some(
    (each) => each.kind === Kind.OPERATION_DEFINITION && (each.variableDefinitions ?? []).length > 0,
  );
  if (!some) return undefined;
  // Without any, those with a default have a value all the same.
  const measure = measureDocument(schema, document, variables ?? {});
  requireWithin(measure);
  return measure;
}

/** Values of an answer that cost as much as one more request. */
const VALUES_PER_POINT = 1_000;

/** Fields of a document that cost as much as one more request to read and validate. */
const FIELDS_PER_POINT = 100;

/** What a document costs of its sender's rate when it is read for the first time. */
export const readingPointsOf = ({ fields }: Measure): number => Math.floor(fields / FIELDS_PER_POINT);

/** What a request costs of its sender's rate beside itself: its further commands, and the size of its answer. */
export const extraPointsOf = ({ commands, cost }: Measure): number =>
  Math.max(0, commands - 1) + Math.floor(cost / VALUES_PER_POINT);

function requireModestNames({ loc }: DocumentNode): void {
  for (let token = loc?.startToken; token; token = token.next ?? undefined)
    if (token.kind === TokenKind.NAME && token.end - token.start > MAX_NAME_LENGTH)
      throw new DocumentLimitError(
        'QUERY_TOO_LARGE',
        `The document has a name of more than ${MAX_NAME_LENGTH} characters.`,
      );
}

function requireWithin(measure: Measure): void {
  for (const [aspect, { most, code, unit }] of Object.entries(LIMITS)) {
    const found = measure[aspect as keyof typeof LIMITS];
    if (!(found <= most))
      throw new DocumentLimitError(code, `The document comes to ${shown(found)}, more than ${most} ${unit}.`);
  }
}

function shown(found: number): string {
  return found > 1_000_000 ? 'millions' : String(found);
}
