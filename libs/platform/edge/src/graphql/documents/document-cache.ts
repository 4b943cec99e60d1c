import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { Measure } from './measure-document.js';

/** Documents that Mercurius keeps by their text, accepted and refused ones each; it may hold twice as many for a while. */
export const CACHED_DOCUMENTS = 256;

/** Memory of all documents that are kept, in bytes, estimated. */
const MAX_CACHED_BYTES = 32 * 1024 * 1024;

/** Estimated memory, in bytes: of a token with the node and the place that belong to it, of a character, of a compiled field. */
const TOKEN_BYTES = 300;
const CHARACTER_BYTES = 2;
const FIELD_BYTES = 4_000;
/** Of an error with its stack, beside its message. */
const FAULT_BYTES = 2_000;

/** What Mercurius adds to the Fastify server: replacing the schema, even by itself, empties its caches. */
export interface DocumentKeeper {
  readonly schema: GraphQLSchema;
  replaceSchema(schema: GraphQLSchema): void;
}

/**
 * Bounds the memory of the documents that Mercurius keeps. It counts documents, not bytes, and a document of 64 KiB can take
 * ten times that: so their bytes are estimated here as they are added, and all are dropped when they come to too much.
 * Documents that are still in use are then read once more.
 */
export class DocumentCache {
  #bytes = 0;

  constructor(private readonly maxBytes = MAX_CACHED_BYTES) {}

  /** Mercurius is about to keep a document. */
  admit(document: DocumentNode, { fields }: Measure, keeper: DocumentKeeper): void {
    this.#add(TOKEN_BYTES * tokensOf(document) + CHARACTER_BYTES * lengthOf(document) + FIELD_BYTES * fields, keeper);
  }

  /** Mercurius has kept a document with its faults. */
  admitFaults(faults: readonly Error[], keeper: DocumentKeeper): void {
    const characters = faults.reduce((sum, { message }) => sum + message.length, 0);
    // The stack of an error holds its message once more.
    this.#add(FAULT_BYTES * faults.length + 2 * CHARACTER_BYTES * characters, keeper);
  }

  #add(bytes: number, keeper: DocumentKeeper): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.maxBytes) return;
    this.#bytes = bytes;
    keeper.replaceSchema(keeper.schema);
  }
}

const lengthOf = ({ loc }: DocumentNode): number => loc?.source.body.length ?? 0;

/** Comments included: the parser keeps them, too. */
function tokensOf({ loc }: DocumentNode): number {
  let count = 0;
  for (let token = loc?.startToken ?? null; token; token = token.next) count++;
  return count;
}
