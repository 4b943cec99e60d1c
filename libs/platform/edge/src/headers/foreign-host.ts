import type { FastifyInstance } from 'fastify';
import { httpError } from '../errors/http-error.js';
import { sendError } from '../errors/send-error.js';
import type { AllowedHosts } from './allowed-hosts.js';
import { ForeignHostError } from './foreign-host-error.js';

/** Health checks use the IP address of the process, and only reveal that it runs. */
const OPEN = /^\/health(?:[/?]|$)/;

/** Refuses requests for other hosts, except health checks. */
export function registerHostCheck(fastify: FastifyInstance, allowed: AllowedHosts): void {
  fastify.addHook('onRequest', async (request, reply) => {
    if (allowed.allows(request.headers.host) || OPEN.test(request.url)) return;
    return sendError(request, reply, httpError(new ForeignHostError()));
  });
}
