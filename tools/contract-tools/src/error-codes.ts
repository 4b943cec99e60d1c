import { errorTable } from '@multilith/contract';

/** Artefacts that are generated from contracts. */
export const ARTEFACT_ERRORS = errorTable({
  CONTRACT_NOT_LOADABLE: {
    when: 'a contract package cannot be loaded to generate its artefacts: it is not built, throws, or exports no contract',
    remedy: 'Build the package and correct what the message names.',
  },
});

type ContractToolErrors = typeof ARTEFACT_ERRORS;

declare module '@multilith/contract' {
  interface ErrorCodes extends ContractToolErrors {}
}
