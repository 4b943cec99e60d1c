/**
 * The types that a transport adds to the table of calls. Only types: no object has this form.
 *
 * @example
 * interface TextWire extends Wire {
 *   readonly encoded: string;
 *   readonly address: { readonly subject: string };
 *   readonly peer: undefined;
 * }
 * const calls = new OutgoingCalls<TextWire>(carrier, limits);
 */
export interface Wire {
  /** An encoded call, without its number and remaining time, which are only known when it is sent. */
  readonly encoded: unknown;
  /** What the transport needs to know to reach a destination. */
  readonly address: unknown;
  /** The process that a batch was sent to, if the transport chooses one itself. */
  readonly peer: unknown;
}
