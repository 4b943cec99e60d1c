import { errorTable } from './errors/error-table.js';

/** Errors of contracts and messages. */
export const CONTRACT_ERRORS = errorTable({
  INVALID_MESSAGE: {
    when: 'a message does not fit its schema, holds text that cannot be stored (a NUL character, half of a surrogate pair) or a date outside of the years 1 to 9999, or has an unusable idempotency key',
    remedy: 'Correct the fields that `issues` names.',
  },
  NOT_ENCODABLE: {
    when: 'a value that was not validated by its contract is encoded as protobuf and has no form there, such as a date in the year 10000',
    remedy: 'Validate it first: make the message, or let the handler answer with it.',
  },
});

/** Contracts that are declared wrongly; thrown where they are declared, or listed by `WIRING`. */
export const DECLARATION_ERRORS = errorTable({
  CONTRACT_DEFINITION: {
    when: 'a contract, message, use or subscription is declared in a way that cannot work',
    remedy: 'Correct the declaration as the message says.',
  },
  ACCESS_MISSING: {
    when: 'a command or query does not say who may send it',
    remedy: 'Add `access` to its declaration.',
  },
  SCHEMA_NOT_FAITHFUL: {
    when: 'a schema holds values that would not survive the wire',
    remedy: 'Use what the message proposes.',
  },
});

/** Codes for code that runs inside a handler. */
export const HANDLER_ERRORS = errorTable({
  PERMANENT_FAILURE: {
    when: 'an event handler said that another attempt would end the same way',
    remedy: 'Correct what the error names, then retry or drop the parked event.',
  },
  NO_CURRENT_CALL: {
    when: '`currentCall()` was called outside a handler',
    remedy: 'Read it in the handler, and pass on the values that other code needs.',
  },
});

/** Settings and arguments of any program. */
export const SETTINGS_ERRORS = errorTable({
  CONFIG_INVALID: {
    when: 'an environment variable has a value that cannot be used',
    remedy: 'Set it as the message says, or remove it.',
  },
  CLI_USAGE: {
    when: 'a command does not know an argument, or its arguments do not fit together; it ends with exit code 2',
    remedy: 'See `--help` of the command.',
  },
});

type ContractErrors = typeof CONTRACT_ERRORS &
  typeof DECLARATION_ERRORS &
  typeof HANDLER_ERRORS &
  typeof SETTINGS_ERRORS;

/**
 * Every code that can be thrown as a {@link MultilithError}. A package adds its own codes by declaration merging; see
 * {@link errorTable}.
 */
export interface ErrorCodes extends ContractErrors {}

/** A code that stands in the table of a package. */
export type ErrorCode = keyof ErrorCodes;
