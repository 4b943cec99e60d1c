import type pg from 'pg';
import { groupBy } from '../collections/group-by.js';

/** A connection that is in use. */
export interface Loan {
  readonly since: number;
  /** The message being handled; `undefined` outside a handler. */
  readonly message: string | undefined;
}

/** The state of a borrowed connection. */
type Use = 'a statement is running' | 'idle in a transaction' | 'idle, not released';

const useOf = (client: pg.PoolClient): Use => {
  // A private field of `pg`; it has no public accessor.
  if (!(client as unknown as { readyForQuery: boolean }).readyForQuery) return 'a statement is running';
  return client.getTransactionStatus() === 'I' ? 'idle, not released' : 'idle in a transaction';
};

const REMEDIES: Record<Use, string> = {
  'idle in a transaction':
    'Some handlers hold a connection in their transaction and do not use it: they wait for something else, possibly for a second connection. Use the injected repository or DataSource, and do slow work before the first data access.',
  'idle, not released': 'Some query runners were not released: call release() in a finally block.',
  'a statement is running':
    'All of them run statements: look for slow ones and for locks in pg_stat_activity, or raise DATABASE_POOL_TOTAL.',
};

/** Maximum number of holders that a message names. */
const MAX_NAMED_HOLDERS = 4;

/**
 * Describes which work holds the connections of a pool, for how long, and what to do about it.
 *
 * @param inUse number of connections in use, including those of the event engine, which have no loan
 */
export function describeLoans(
  loans: ReadonlyMap<pg.PoolClient, Loan>,
  inUse: number,
): { readonly holders: string; readonly remedy: string } {
  const now = Date.now();
  const held = [...loans].map(([client, { since, message }]) => ({
    message: message ?? 'work outside a handler',
    ms: now - since,
    use: useOf(client),
  }));
  const groups = groupBy(held, ({ message }) => message);
  const named = [...groups]
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, MAX_NAMED_HOLDERS)
    .map(
      ([message, of]) =>
        `${of.length} by ${message} (for up to ${Math.max(...of.map(({ ms }) => ms))} ms; ${uses(of)})`,
    );
  const others = inUse - held.length;
  if (others > 0) named.push(`${others} by the event engine`);
  const common = (['idle, not released', 'idle in a transaction'] as const).find((use) =>
    held.some((loan) => loan.use === use),
  );
  return {
    holders: named.length > 0 ? `: ${named.join(', ')}` : '',
    remedy: REMEDIES[common ?? 'a statement is running'],
  };
}

function uses(held: readonly { readonly use: Use }[]): string {
  const kinds = [...new Set(held.map(({ use }) => use))];
  if (kinds.length === 1) return kinds[0]!;
  return kinds.map((kind) => `${held.filter(({ use }) => use === kind).length} ${kind}`).join(', ');
}
