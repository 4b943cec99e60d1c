import { causesOf } from '@multilith/contract';

/** Deadlock and serialisation failure: the whole transaction has to start over, a savepoint does not help. */
const STARTS_OVER: ReadonlySet<string | undefined> = new Set(['40P01', '40001']);
/** `lock_not_available`: the rows are busy now, and what came before in the transaction is as good as it was. */
const BUSY = '55P03';

/** Whether an error, or what caused it in this context, is a lost fight for rows; the same work may succeed next time. */
export const isContention = (error: unknown): boolean =>
  ownCodes(error).some((code) => code === BUSY || STARTS_OVER.has(code));

/** Whether an error, or what caused it in this context, asks for the whole transaction again. */
export const startsOver = (error: unknown): boolean => ownCodes(error).some((code) => STARTS_OVER.has(code));

/** What another context lost was its own transaction, and it has tried again itself. */
function ownCodes(error: unknown): (string | undefined)[] {
  const chain = causesOf(error);
  const foreign = chain.findIndex(({ name }) => name === 'RemoteCallError');
  return (foreign < 0 ? chain : chain.slice(0, foreign)).map(({ code }) => code);
}
