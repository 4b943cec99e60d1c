import type { z } from 'zod';
import { brand } from './brand.js';
import { MultilithError } from './multilith-error.js';

/** One reason why a message does not fit its schema. */
export interface MessageIssue {
  /** Path in the message, outermost field first. */
  readonly path: readonly (string | number)[];
  /** What is wrong, for people. */
  readonly message: string;
}

const MAX_SHOWN_ISSUES = 5;

/**
 * The content of a message does not fit its schema. Thrown by the constructor of the message, so it never reaches a
 * handler. Nothing was executed.
 */
export class InvalidMessageError extends MultilithError {
  static {
    brand(this, 'contract.InvalidMessageError');
  }
  override readonly name = 'InvalidMessageError';
  declare readonly code: 'INVALID_MESSAGE';
  /**
   * The rejected content, kept to locate the issues in it. Not enumerable and never printed: it may contain personal
   * data.
   */
  declare readonly content: unknown;

  constructor(
    /** Name of the message, like `orders.PlaceOrder`. */
    readonly messageName: string,
    readonly issues: readonly MessageIssue[],
    content?: unknown,
  ) {
    const shown = issues
      .slice(0, MAX_SHOWN_ISSUES)
      .map(({ path, message }) => `${path.join('.') || '(message)'}: ${message}`);
    const more = issues.length > MAX_SHOWN_ISSUES ? `; and ${issues.length - MAX_SHOWN_ISSUES} more` : '';
    super(
      'INVALID_MESSAGE',
      `${messageName} is not valid: ${shown.join('; ')}${more}.`,
      'Correct it and send it again; nothing was executed.',
    );
    Object.defineProperty(this, 'content', { value: content });
  }

  /** @param madeBy the class whose constructor failed; the stack trace begins at the line that called it */
  static from(messageName: string, error: z.ZodError, content: unknown, madeBy?: Constructor): InvalidMessageError {
    const issues = error.issues.map(({ path, message }) => ({
      path: path.map((p) => (typeof p === 'number' ? p : String(p))),
      message,
    }));
    return pointAt(new InvalidMessageError(messageName, issues, content), madeBy);
  }

  /** For content that fits its schema, but that some store or transport cannot keep. */
  static unfaithful(
    messageName: string,
    part: MessageIssue,
    content: unknown,
    madeBy?: Constructor,
  ): InvalidMessageError {
    return pointAt(new InvalidMessageError(messageName, [part], content), madeBy);
  }
}

type Constructor = abstract new (...args: never[]) => unknown;

/** V8 only; on other engines the stack begins a few frames deeper. */
const { captureStackTrace } = Error as { captureStackTrace?: (error: Error, below: Constructor) => void };

function pointAt(error: InvalidMessageError, madeBy: Constructor | undefined): InvalidMessageError {
  if (madeBy) captureStackTrace?.(error, madeBy);
  return error;
}
