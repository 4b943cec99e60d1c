const PARSED = Symbol.for('multilith.contract.parsed');

/** The fields of a message as a decoder has made them: valid, frozen inside, and shared with nothing. */
export interface Parsed {
  readonly [PARSED]: Readonly<Record<string, unknown>>;
}

/** Marks fields so that the constructor of a message takes them without validating and copying them again. */
export const parsed = (fields: Readonly<Record<string, unknown>>): Parsed => ({ [PARSED]: fields });

/** Returns the marked fields; `undefined` for other input. */
export const parsedFields = (input: unknown): Readonly<Record<string, unknown>> | undefined =>
  (input as Partial<Parsed> | null | undefined)?.[PARSED];
