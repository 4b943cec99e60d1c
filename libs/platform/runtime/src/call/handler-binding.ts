import type { ContextDatabase } from '@multilith/data';
import type { BoundMessage, RemoteCallee } from './remote-callee.js';

/** A handler of a message, contract or private, in this host. */
export interface LocalBinding extends BoundMessage {
  readonly remote: undefined;
  /** Class of the handler, for errors. */
  readonly handler?: string;
  /** Whether the message is in the context's contract. */
  readonly published: boolean;
  /** The database of the context; `undefined` for a context without one. */
  readonly database: ContextDatabase | undefined;
  /**
   * Runs the handler, resolving a request-scoped handler first. Errors before the first await are thrown synchronously.
   */
  readonly invoke: (message: object) => Promise<unknown>;
  /** The earlier versions of the message that the handler also serves, by version. Default: none. */
  readonly earlier?: ReadonlyMap<number, LocalBinding> | undefined;
}

/** A handler of a contract message in another host. */
export interface RemoteBinding extends BoundMessage {
  /** The remote context with the handler. */
  readonly remote: RemoteCallee;
  /** A private message never leaves its host. */
  readonly published: true;
}

/** The handler of a command or query. */
export type HandlerBinding = LocalBinding | RemoteBinding;
