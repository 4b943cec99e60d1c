import { register } from 'node:module';

/** Name of the lock's file beside the sources of a contract. */
export const LOCK_FILE = 'contract.lock.json';

/** Gives `null` for every lock that a contract imports: `contract()` then has none. */
const HOOK = `
export const resolve = (specifier, context, next) =>
  specifier.endsWith('/${LOCK_FILE}')
    ? { url: 'data:application/json,null', importAttributes: { type: 'json' }, shortCircuit: true }
    : next(specifier, context);
`;

let isRegistered = false;

/**
 * Makes this process load contracts without their locks. The program that writes a lock must not depend on it, because
 * the file may be missing, broken or from another branch.
 */
export function loadWithoutLocks(): void {
  if (isRegistered) return;
  register(`data:text/javascript,${encodeURIComponent(HOOK)}`);
  isRegistered = true;
}
