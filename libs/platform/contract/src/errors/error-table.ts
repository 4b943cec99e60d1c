/** One error code: a row of `docs/errors.md`. */
export interface ErrorRow {
  /** When the error occurs: the end of the sentence "It occurs if …", in Markdown. */
  readonly when: string;
  /**
   * What to do, as whole sentences in Markdown. A thrown error may give a more specific remedy, with names and numbers.
   */
  readonly remedy: string;
}

/** The error codes of a package, with a row for each. */
export type ErrorTable<Code extends string = string> = Readonly<Record<Code, ErrorRow>>;

/**
 * Declares the error codes of a package. A {@link MultilithError} can only have a code from one of these tables;
 * `docs/errors.md` is generated from them.
 *
 * @example
 * // error-codes.ts of the package
 * export const MAIL_ERRORS = errorTable({
 *   MAIL_SERVER_UNREACHABLE: {
 *     when: 'no mail server answers at `MAIL_URL`',
 *     remedy: 'Check `MAIL_URL` and that the server runs.',
 *   },
 * });
 * type MailErrors = typeof MAIL_ERRORS;
 * declare module '@multilith/contract' {
 *   interface ErrorCodes extends MailErrors {}
 * }
 */
export function errorTable<const Code extends string>(rows: Record<Code, ErrorRow>): ErrorTable<Code> {
  return Object.freeze(rows);
}
