import { setTimeout as sleep } from 'node:timers/promises';

/** Memory of a process at rest, in bytes. */
export interface Memory {
  /** What the operating system has given it. */
  readonly resident: number;
  /** JavaScript objects in use. */
  readonly heap: number;
}

/** Lets this process come to rest, tells its parent what memory it has, and ends when that ends. */
export async function tell(): Promise<void> {
  process.on('disconnect', () => process.exit());
  await sleep(2_000);
  for (let i = 0; i < 3; i++) globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  process.send!({ resident: rss, heap: heapUsed } satisfies Memory);
}
