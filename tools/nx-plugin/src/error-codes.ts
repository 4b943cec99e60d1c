import { errorTable } from '@multilith/contract';

/** Generators: `nx g @multilith/nx:…`. */
export const GENERATOR_ERRORS = errorTable({
  GENERATOR_NAME_INVALID: {
    when: 'a name cannot be one of a context, a message or a table',
    remedy: 'The message proposes one that can.',
  },
  GENERATOR_NAME_TAKEN: {
    when: 'a context, message, file or type of the API has that name already',
    remedy: 'Take another name.',
  },
  GENERATOR_UNKNOWN_CONTEXT: {
    when: 'there is no context of that name',
    remedy: 'Use one that the message lists, or make it: `npx nx g context`.',
  },
  GENERATOR_UNKNOWN_EVENT: {
    when: 'the contract has no such event',
    remedy: 'Use one that the message lists, or make it: `npx nx g event`.',
  },
  GENERATOR_UNKNOWN_MESSAGE: {
    when: 'the contract has no such command, query or event',
    remedy: 'Use one that the message lists.',
  },
  GENERATOR_UNKNOWN_REVISION: {
    when: '`--base` is not a revision of this repository',
    remedy: 'Fetch it, or name a branch, tag or commit of this clone.',
  },
  GENERATOR_NOT_RELEASED: {
    when: 'the version that a message has now is not in the base revision, so no journal and no caller has it',
    remedy: 'Edit the message as it is, or name a revision that has it: `--base=…`.',
  },
  GENERATOR_UNKNOWN_TYPE: {
    when: 'no other context has a GraphQL type of that name with an id',
    remedy: 'Use one that the message lists.',
  },
  GENERATOR_NO_EXAMPLE: {
    when: 'no content of the message could be found for the spec of a subscription or version',
    remedy: 'Give the field an example in the contract: `.meta({ examples: […] })`.',
  },
  GENERATOR_LAYOUT: {
    when: 'a file does not have the form that a generator could add to',
    remedy: 'Write it as the message says, or add by hand.',
  },
});

/** `nx extract` and `nx inline`. */
export const PLACEMENT_ERRORS = errorTable({
  PLACEMENT_ARGUMENT: {
    when: 'a flag is unknown or has no such value, the context is missing, or `--traces` names no file of traces',
    remedy: 'See the message for how it is called.',
  },
  PLACEMENT_UNKNOWN_CONTEXT: {
    when: 'there is no such context',
    remedy: 'Use one that the message lists.',
  },
  PLACEMENT_TRANSPORT: {
    when: 'the workspace registers no transport of this name, its registration cannot be read, or the context is extracted over another one',
    remedy: 'Use a name that the message lists, register it in package.json, or bring the context back first.',
  },
  PLACEMENT_UNREADABLE: {
    when: 'a file that has to be edited cannot be read',
    remedy: 'Correct it as the message says.',
  },
  PLACEMENT_HALF_DONE: {
    when: 'a part of what extracting writes is there, and a part is not',
    remedy: '`--force` completes it, `nx inline` clears it away.',
  },
  PLACEMENT_EDITED: {
    when: 'inlining would delete what was edited or added by hand',
    remedy: 'Keep it elsewhere, then `--force`.',
  },
  PLACEMENT_NOT_READY: {
    when: 'the context is in a circle of calls, or its boundaries are breached',
    remedy: 'Correct what the message lists.',
  },
  PLACEMENT_WRITE_FAILED: {
    when: 'the files could not be written; everything is as it was',
    remedy: 'Correct what the message names.',
  },
});

/** The image of a host. */
export const IMAGE_ERRORS = errorTable({
  IMAGE_INCOMPLETE: {
    when: 'the image of a host would lack a file or a package that the host imports',
    remedy: 'Build the host and run `npm install`; the message names what is missing.',
  },
});

type NxErrors = typeof IMAGE_ERRORS & typeof GENERATOR_ERRORS & typeof PLACEMENT_ERRORS;

declare module '@multilith/contract' {
  interface ErrorCodes extends NxErrors {}
}
