import type { MultilithRuntime } from '@multilith/runtime/host';

/** Asks every database of a host; rejects when one does not answer. */
export async function pingDatabases({ databases }: Pick<MultilithRuntime, 'databases'>): Promise<void> {
  await Promise.all([...databases.values()].map(({ pool }) => pool.query('SELECT 1')));
}
