import type { Consumer } from '../workspace/consumers.js';

/**
 * - `compatible`: every reader reads what every writer writes.
 * - `careful`: compatible if deployments follow an order, or with a loss of values.
 * - `breaking`: a reader refuses or misreads what a writer may write.
 */
export type Verdict = 'compatible' | 'careful' | 'breaking';

/** The part of a message that a finding is about. */
export type FindingPart =
  /** The message as a whole: added, removed, of another kind. */
  | 'message'
  /** A version of it. */
  | 'version'
  /** Who may send it. */
  | 'access'
  /** The content of a command or query. */
  | 'input'
  | 'answer'
  /** A declared error, or its data. */
  | 'error'
  /** New events for subscribers with the old contract. */
  | 'event'
  /** Events in the journal for the new contract. */
  | 'history';

/** One consequence of a change. */
export interface Finding {
  /**
   * Stable name, like `orders-3f9a1c20e5b7`. It is bound to the schemas of the place before and after, so that accepting
   * one change accepts no other.
   */
  readonly id: string;
  readonly verdict: Verdict;
  /** Name of the rule, like `field-required`. */
  readonly rule: string;
  /** Full name of the message or error, like `orders.OrderPlaced`. */
  readonly message: string;
  /** Version of the message; `undefined` for an error, or for the message as a whole. */
  readonly version: number | undefined;
  readonly part: FindingPart;
  /** The place in the schema, like `lines[].price`; empty for the whole. */
  readonly path: string;
  /** The change, like `maximum 100 → 50`. */
  readonly what: string;
  /** Its consequence: who refuses what. */
  readonly why: string;
  /** The new name of a renamed field. */
  readonly renamedTo?: string;
  /** `'protobuf'` if JSON of the old and the new contract is exchanged, but protobuf is not. */
  readonly form?: 'protobuf';
  /** Who sends the message or subscribes to the event, as far as the workspace shows. */
  readonly consumers: readonly Consumer[];
  /** Owners of the contract by CODEOWNERS. */
  readonly owner: string | undefined;
  /** The compatible way. Empty if nothing has to be done. */
  readonly remedy: string;
}

/** A finding before ids, consumers and owners are added. */
export type RawFinding = Omit<Finding, 'id' | 'consumers' | 'owner' | 'path'> & {
  readonly path: readonly string[];
  /** Schemas of the place before and after, which the id is bound to. */
  readonly before?: unknown;
  readonly after?: unknown;
};
