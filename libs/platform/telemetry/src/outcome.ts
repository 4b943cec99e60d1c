import { ContractError, MultilithError } from '@multilith/contract';

/**
 * Returns the outcome of work as one of few words: `ok`; `refused` for a contract error, which is an answer; else the
 * code of the failure, or `INTERNAL` if it has no Multilith code.
 */
export function outcomeOf(failure: unknown): string {
  if (failure === undefined) return 'ok';
  if (failure instanceof ContractError) return 'refused';
  return failure instanceof MultilithError ? failure.code : 'INTERNAL';
}
