import type { ContextDatabase } from '@multilith/data';
import type { BoundMessage, RemoteCallee } from './remote-callee.js';

/** A handler of a message, contract or private, in this host. */
export interface LocalBinding extends BoundMessage {
  readonly remote: undefined;
  /** Class of the handler, for errors. */
  readonly handler?: string;
  /** Whether the message is in the context's contract. */
  readonly published: boolean;
  /** Where the context keeps its data; `undefined` where it keeps none. */
  readonly database: ContextDatabase | undefined;
  /** Runs the handler, resolving a request-scoped one first. Throws what the handler throws before its first await. */
  readonly invoke: (message: object) => Promise<unknown>;
}

/** A handler of a contract message in another host. */
export interface RemoteBinding extends BoundMessage {
  /** The context that has the handler. */
  readonly remote: RemoteCallee;
  /** A private message never leaves its host. */
  readonly published: true;
}

/** What a command or query leads to. */
export type HandlerBinding = LocalBinding | RemoteBinding;
