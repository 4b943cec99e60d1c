import type { FastifyRequest } from 'fastify';
import type { EdgeOptions } from '../edge-options.js';

/** Who sees, in production, what runs here. */
const ROLE = 'operations';

/**
 * Whether a request may see how the shop is inside: everyone in development, where strangers do not reach it, and role
 * `operations` in production.
 */
export const showsInside = ({ edge }: FastifyRequest, { development }: Pick<EdgeOptions, 'development'>): boolean =>
  development || edge?.principal?.roles.includes(ROLE) === true;
