import type { ContextTraffic } from '@multilith/nats';

/** Who calls whom and who hears of whom, read off the code of a workspace. */
export function readTraffic(workspace: string): ContextTraffic[];
