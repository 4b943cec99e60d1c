import { brand, MultilithError, type InvalidMessageError, type MessageIssue } from '@multilith/contract';
import { argumentPath } from './argument-path.js';

const SHOWN = 5;

/** The arguments of a field do not fit. Says so in the client's own names; nothing was executed. */
export class InvalidArgumentsError extends MultilithError {
  static {
    brand(this, 'graphql.InvalidArgumentsError');
  }
  override readonly name = 'InvalidArgumentsError';

  constructor(
    /** Name of the field in the schema. */
    readonly field: string,
    /** What is wrong; paths begin with the name of an argument, an empty one stands for all arguments. */
    readonly issues: readonly MessageIssue[],
    cause: InvalidMessageError,
  ) {
    const shown = issues
      .slice(0, SHOWN)
      .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message));
    const more = issues.length > SHOWN ? `; and ${issues.length - SHOWN} more` : '';
    super(
      'INVALID_MESSAGE',
      `The arguments of '${field}' are not valid: ${shown.join('; ')}${more}.`,
      'Correct them and send the request again; nothing was executed.',
      { cause },
    );
  }

  /** Translates what a message refused; `undefined` if nothing of it was written by the client. */
  static from(
    error: InvalidMessageError,
    field: string,
    args: Readonly<Record<string, unknown>>,
  ): InvalidArgumentsError | undefined {
    const paths = error.issues.map(({ path }) => argumentPath(path, error.content, args));
    if (paths.every((path) => path === undefined)) return undefined;
    const issues = error.issues.map(({ message }, index) => ({ path: paths[index] ?? [], message }));
    return new InvalidArgumentsError(field, issues, error);
  }
}
