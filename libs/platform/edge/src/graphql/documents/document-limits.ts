import { brand, MultilithError } from '@multilith/contract';
import { Kind, TokenKind, type DocumentNode, type GraphQLSchema } from 'graphql';
import { REQUEST_ERRORS } from '../../error-codes.js';
import { measureDocument, type Measure, type Variables } from './measure-document.js';

/** Codes of documents that exceed a limit. */
export type LimitCode = Extract<keyof typeof REQUEST_ERRORS, `QUERY_TOO_${string}`>;

/** Maximum length of a document, in tokens; a hand-written one has some hundred. */
export const MAX_TOKENS = 10_000;

/**
 * Maximum length of a name in a document, and of `operationName`. Validation errors repeat names, up to a hundred
 * times.
 */
export const MAX_NAME_LENGTH = 200;

/** Limits that operators can change. */
export interface DocumentLimitSettings {
  /** Maximum length of a document's text, in bytes. */
  readonly documentBytes: number;
  /** Maximum number of commands (root fields of a mutation) in one request. */
  readonly mutationFields: number;
}

/** About four times what GraphiQL's introspection query and the deepest reasonable queries of an order need. */
const LIMITS: Readonly<
  Record<Exclude<keyof Measure, 'commands'>, { readonly most: number; readonly code: LimitCode; readonly unit: string }>
> = {
  depth: { most: 15, code: 'QUERY_TOO_DEEP', unit: 'levels of fields' },
  fields: { most: 500, code: 'QUERY_TOO_LARGE', unit: 'fields, those of fragments counted at every use' },
  cost: { most: 50_000, code: 'QUERY_TOO_COSTLY', unit: 'values in its answer; ask for shorter pages' },
};

/** A document exceeds a limit of one request. */
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

/** A document is nested too deeply to be parsed at all. */
export class UnreadableDepthError extends DocumentLimitError {
  static {
    brand(this, 'edge.UnreadableDepthError');
  }

  constructor() {
    super('QUERY_TOO_DEEP', 'The document is nested too deeply to be read.');
  }
}

/**
 * Refuses a document by its length, before it is parsed or cached.
 *
 * @throws DocumentLimitError
 */
export function requireModestText(text: string, { documentBytes }: DocumentLimitSettings): void {
  // A text has at least as many bytes as UTF-16 units, and its length in units is known without counting.
  if (text.length > documentBytes || Buffer.byteLength(text) > documentBytes)
    throw new DocumentLimitError(
      'QUERY_TOO_LARGE',
      `The document is longer than ${documentBytes} bytes. Send values as variables.`,
    );
}

/**
 * Refuses documents whose depth or cost exceeds the limits, whatever their variables are. It runs before validation,
 * whose effort grows faster than the document; Mercurius calls it once per text, and caches accepted documents.
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
 * Refuses a valid document whose variables make it exceed the limits; runs with every request. Returns the measure of
 * the document with these variables, or `undefined` if it has no variables.
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
  // Without any values, variables with a default still have a value.
  const measure = measureDocument(schema, document, variables ?? {});
  requireWithin(measure);
  return measure;
}

/** Number of values in a response that cost as much as one more request. */
const VALUES_PER_POINT = 1_000;

/** Number of fields in a document that cost as much as one more request to parse and validate. */
const FIELDS_PER_POINT = 100;

/** Returns the points that a document costs its sender's rate limit when it is parsed for the first time. */
export const readingPointsOf = ({ fields }: Measure): number => Math.floor(fields / FIELDS_PER_POINT);

/**
 * Returns the points that a request costs its sender's rate limit beside the request itself: further commands, and the
 * size of its response.
 */
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
