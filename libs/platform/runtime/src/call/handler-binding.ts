import type { MessageClass, MessageDefinition } from '@multilith/contract';
import type { ContextDatabase } from '../database/context-database.js';

/** A handler of a command or query, contract or private, as the call path sees it. */
export interface HandlerBinding {
  readonly type: MessageClass;
  /** The definition of the message; for a private message one that the runtime makes up. */
  readonly definition: MessageDefinition;
  /** Whether the message is in the context's contract. */
  readonly published: boolean;
  /** Where the context keeps its data; `undefined` where it keeps none. */
  readonly database: ContextDatabase | undefined;
  /** Runs the handler, resolving a request-scoped one first. Throws what the handler throws before its first await. */
  readonly invoke: (message: object) => Promise<unknown>;
}
