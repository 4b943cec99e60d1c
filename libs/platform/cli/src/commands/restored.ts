import { acceptRestoredJournals } from '@multilith/runtime/operations';
import type { CommandRun } from '../command-run.js';
import { table } from '../table.js';

/** `multilith restored` */
export async function restored({ deployment, out }: CommandRun): Promise<void> {
  const journals = await acceptRestoredJournals(deployment.pools);
  const rows = journals.map(({ publisher, head, ahead }) => [publisher, String(head), ahead.join(', ')] as const);
  out(table(['journal', 'ends at', 'were ahead of it'], rows));
  out('Every journal has begun a new epoch; copies of the former one are recognised. The hosts may start.');
}
