import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { Measure } from './measure-document.js';

/**
 * Maximum number of documents in each of Mercurius' caches, for accepted and refused ones; a cache may briefly hold
 * twice as many.
 */
export const CACHED_DOCUMENTS = 256;

/** Maximum memory of all cached documents, in bytes, estimated. */
const MAX_CACHED_BYTES = 32 * 1024 * 1024;

/** Estimated memory in bytes of a token with its node and location, of a character, and of a compiled field. */
const TOKEN_BYTES = 300;
const CHARACTER_BYTES = 2;
const FIELD_BYTES = 4_000;
/** Estimated memory in bytes of an error with its stack, without its message. */
const FAULT_BYTES = 2_000;

/** The function that Mercurius adds to the Fastify server: replacing the schema, even by itself, clears its caches. */
export interface DocumentKeeper {
  readonly schema: GraphQLSchema;
  replaceSchema(schema: GraphQLSchema): void;
}

/**
 * Limits the memory of Mercurius' document caches. Mercurius limits the number of documents, not their size, and a
 * document of 64 KiB can take ten times that: so their size is estimated here as they are added, and all are dropped if
 * the total is too large. Documents that are still in use are then parsed once more.
 */
export class DocumentCache {
  #bytes = 0;

  constructor(private readonly maxBytes = MAX_CACHED_BYTES) {}

  /** Called when Mercurius is about to cache a document. */
  admit(document: DocumentNode, { fields }: Measure, keeper: DocumentKeeper): void {
    this.#add(TOKEN_BYTES * tokensOf(document) + CHARACTER_BYTES * lengthOf(document) + FIELD_BYTES * fields, keeper);
  }

  /** Called when Mercurius has cached a document with its errors. */
  admitFaults(faults: readonly Error[], keeper: DocumentKeeper): void {
    const characters = faults.reduce((sum, { message }) => sum + message.length, 0);
    // The stack of an error contains its message once more.
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

/** Number of tokens, comments included: the parser keeps them, too. */
function tokensOf({ loc }: DocumentNode): number {
  let count = 0;
  for (let token = loc?.startToken ?? null; token; token = token.next) count++;
  return count;
}
