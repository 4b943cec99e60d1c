import { MultilithError } from '@multilith/contract';
import { isIP } from 'node:net';
import { oneOfFromEnv } from './environment.js';

/** Whether an address is a loopback address. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

/**
 * Refuses development mode on an address that other machines can reach: in development every client can see internals,
 * and the host may sign its own tokens. `DEVELOPMENT_ON_NETWORK=yes` allows it, for containers whose port is published
 * on this machine only.
 *
 * @throws MultilithError DEVELOPMENT_ON_NETWORK, CONFIG_INVALID
 */
export function requireLocalDevelopment(
  env: NodeJS.ProcessEnv,
  { development, host }: { readonly development: boolean; readonly host: string },
): void {
  const allowed = oneOfFromEnv(env, 'DEVELOPMENT_ON_NETWORK', ['yes', 'no'], 'no') === 'yes';
  if (!development || allowed || isLoopback(host)) return;
  throw new MultilithError(
    'DEVELOPMENT_ON_NETWORK',
    `HOST is '${host}', so others can reach this process, and it runs for development: it shows everyone what is inside, and signs in with tokens of its own.`,
    'Set NODE_ENV=production; or leave HOST out; or set DEVELOPMENT_ON_NETWORK=yes where no stranger reaches the port.',
  );
}
