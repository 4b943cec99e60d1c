import { ContractError, MultilithError } from '@multilith/contract';

/**
 * How work ended, in one of few words: `ok`; `refused` by an error of the contract, which is an answer; else the code
 * of the failure, `INTERNAL` for one that has none of ours.
 */
export function outcomeOf(failure: unknown): string {
  if (failure === undefined) return 'ok';
  if (failure instanceof ContractError) return 'refused';
  return failure instanceof MultilithError ? failure.code : 'INTERNAL';
}
