import { brand, MultilithError, type InvalidMessageError, type MessageIssue } from '@multilith/contract';
import { argumentPath } from './argument-path.js';

const MAX_SHOWN_ISSUES = 5;

/** The arguments of a field are invalid. The message uses the client's own names; nothing was executed. */
export class InvalidArgumentsError extends MultilithError {
  static {
    brand(this, 'graphql.InvalidArgumentsError');
  }
  override readonly name = 'InvalidArgumentsError';

  constructor(
    /** Name of the field in the schema. */
    readonly field: string,
    /** What is wrong. Paths begin with the name of an argument; an empty path means all arguments. */
    readonly issues: readonly MessageIssue[],
    cause: InvalidMessageError,
  ) {
    const shown = issues
      .slice(0, MAX_SHOWN_ISSUES)
      .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message));
    const more = issues.length > MAX_SHOWN_ISSUES ? `; and ${issues.length - MAX_SHOWN_ISSUES} more` : '';
    super(
      'INVALID_MESSAGE',
      `The arguments of '${field}' are not valid: ${shown.join('; ')}${more}.`,
      'Correct them and send the request again; nothing was executed.',
      { cause },
    );
  }

  /** Translates the issues of a message; `undefined` if the client wrote none of the values. */
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
