import type { FastifyRequest } from 'fastify';
import type { EdgeOptions } from '../edge-options.js';

/**
 * Whether a request may see the internals of the host: every request in development, when only this machine reaches the
 * host, and requests of the operator role in production.
 */
export const showsInside = (
  { edge }: FastifyRequest,
  { development, operatorRole }: Pick<EdgeOptions, 'development' | 'operatorRole'>,
): boolean => development || edge?.principal?.roles.includes(operatorRole) === true;
