import type { MessageClass, MessageDefinition } from '@multilith/contract';
import type { RemoteContext } from '../transport/remote-context.js';
import type { ContextDatabase } from '@multilith/data';

/** A handler of a command or query, contract or private, here or in another host, as the call path sees it. */
export interface HandlerBinding {
  readonly type: MessageClass;
  /** The definition of the message; for a private message one that the runtime makes up. */
  readonly definition: MessageDefinition;
  /** Class of the handler, for errors; `undefined` for one in another host. */
  readonly handler?: string;
  /** Whether the message is in the context's contract. */
  readonly published: boolean;
  /** The context in the host that has the handler; `undefined` for a handler that is here. */
  readonly remote: RemoteContext | undefined;
  /** Where the context keeps its data; `undefined` where it keeps none. */
  readonly database: ContextDatabase | undefined;
  /** Runs the handler if it is here, resolving a request-scoped one first. Throws what the handler throws before its first await. */
  readonly invoke: (message: object) => Promise<unknown>;
}
