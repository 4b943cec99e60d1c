const PARSED = Symbol.for('multilith.contract.parsed');

/** Fields of a message from a decoder: valid, with frozen values, and without references from elsewhere. */
export interface Parsed {
  readonly [PARSED]: Readonly<Record<string, unknown>>;
}

/** Marks fields so that the constructor of a message takes them without validating and copying them again. */
export const parsed = (fields: Readonly<Record<string, unknown>>): Parsed => ({ [PARSED]: fields });

/** Returns the marked fields; `undefined` for other input. */
export const parsedFields = (input: unknown): Readonly<Record<string, unknown>> | undefined =>
  (input as Partial<Parsed> | null | undefined)?.[PARSED];
