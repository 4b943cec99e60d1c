import type { ContextLoader } from '@multilith/runtime/host';

/** The root folder of the workspace. */
export const WORKSPACE = new URL('../../../../', import.meta.url);

/** The program of the monolith. */
export const MONOLITH = new URL('apps/monolith/dist/main.js', WORKSPACE);

/** The contexts of the shop. */
export async function shopContexts(): Promise<Readonly<Record<string, ContextLoader>>> {
  const file = new URL('apps/monolith/dist/contexts.js', WORKSPACE);
  const { contexts } = (await import(file.href)) as { contexts: Record<string, ContextLoader> };
  return contexts;
}
