import { causesOf } from '@multilith/contract';

/** Deadlock and serialization failure: the whole transaction has to be retried; a savepoint does not help. */
const STARTS_OVER: ReadonlySet<string | undefined> = new Set(['40P01', '40001']);
/** `lock_not_available`: the rows are locked now, but the transaction remains valid up to the last savepoint. */
const BUSY = '55P03';

/** Whether an error, or its cause in this context, is contention; a retry may succeed. */
export const isContention = (error: unknown): boolean =>
  ownCodes(error).some((code) => code === BUSY || STARTS_OVER.has(code));

/** Whether an error, or its cause in this context, requires a retry of the whole transaction. */
export const startsOver = (error: unknown): boolean => ownCodes(error).some((code) => STARTS_OVER.has(code));

/** Returns the codes of an error and its causes in this context. Contention in another context was retried there. */
function ownCodes(error: unknown): (string | undefined)[] {
  const chain = causesOf(error);
  const foreign = chain.findIndex(({ name }) => name === 'RemoteCallError');
  return (foreign < 0 ? chain : chain.slice(0, foreign)).map(({ code }) => code);
}
