import { MultilithError } from '@multilith/contract';
import type { DatabaseConfig } from './database-config.js';

/**
 * Refuses `DATABASE_URL` and `DATABASE_ROLE_SECRET` on a production host: with either, it could log in as every
 * context.
 *
 * @throws MultilithError `DATABASE_URL_NOT_FOR_HOSTS`
 */
export function requireHostLogins({ url, roleSecret }: Partial<Pick<DatabaseConfig, 'url' | 'roleSecret'>>): void {
  const name = url ? 'DATABASE_URL' : roleSecret ? 'DATABASE_ROLE_SECRET' : undefined;
  if (name === undefined) return;
  throw new MultilithError(
    'DATABASE_URL_NOT_FOR_HOSTS',
    `${name} is set for a host in production; with it, the host could act as every context.`,
    'Run `multilith provision` with it, and give each host only the <CONTEXT>_DATABASE_URL of its contexts (see docs/production.md).',
  );
}
