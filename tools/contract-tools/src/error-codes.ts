import { errorTable } from '@multilith/contract';

/** Artefacts that are generated from contracts. */
export const ARTEFACT_ERRORS = errorTable({
  CONTRACT_NOT_LOADABLE: {
    when: 'a contract package cannot be loaded to generate its artefacts: it is not built, throws, or exports no contract',
    remedy: 'Build the package and correct what the message names.',
  },
  LOCK_NUMBERS: {
    when: 'a protobuf number would have two meanings: a removed field returns with another type, or places with different numbers now share a named type',
    remedy: 'Take another name, or make a new version of the message.',
  },
  LOCK_NAMES: {
    when: 'two different types of one version of a contract have the same name',
    remedy: 'Export one of them under another name, or name it with `.meta({ id })`.',
  },
  SCHEMA_NOT_IN_PROTOBUF: {
    when: 'a schema has values that no protobuf type holds without loss, such as a field that is both optional and nullable',
    remedy: 'Use what the message proposes.',
  },
  CONTRACT_BASE_UNKNOWN: {
    when: 'the commit to compare contracts with is missing: its ref does not exist, or the clone is shallow',
    remedy: 'Fetch the branch with its history, or name another ref with `--base`.',
  },
  CONTRACT_LOCK_UNREADABLE: {
    when: 'a lock is missing, is not JSON or has another format, so that the contract cannot be compared',
    remedy: 'Write it again: `npx nx run-many -t contract`.',
  },
  CONTRACT_ACCEPTANCE_INVALID: {
    when: 'a breaking change cannot be accepted: `contract.accepted.json` is malformed, the reason is missing, or there is no such finding',
    remedy: 'Accept a finding that `contract-compat` lists, with a reason.',
  },
});

type ContractToolErrors = typeof ARTEFACT_ERRORS;

declare module '@multilith/contract' {
  interface ErrorCodes extends ContractToolErrors {}
}
