import type { MultilithRuntime } from '@multilith/runtime/host';

/** Queries every database of a host; rejects if one does not respond. */
export async function pingDatabases({ databases }: Pick<MultilithRuntime, 'databases'>): Promise<void> {
  await Promise.all([...databases.values()].map(({ pool }) => pool.query('SELECT 1')));
}
