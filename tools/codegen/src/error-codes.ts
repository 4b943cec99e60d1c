import { errorTable } from '@multilith/contract';

/** Types that are generated from the SDL of contexts. */
export const CODEGEN_ERRORS = errorTable({
  CODEGEN_SDL_INVALID: {
    when: 'the SDL of a context is not GraphQL, does not fit the SDL of the others, or refers to their types other than by `extend type`',
    remedy: 'Correct the places that the message lists, one a line.',
  },
});

type CodegenErrors = typeof CODEGEN_ERRORS;

declare module '@multilith/contract' {
  interface ErrorCodes extends CodegenErrors {}
}
