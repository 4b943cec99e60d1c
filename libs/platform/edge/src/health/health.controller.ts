import { Controller, Get, Header, HttpCode, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { readiness, type Health } from '@multilith/host';
import { HostReference } from '../host-reference.js';

/**
 * Health checks for an orchestrator: whether to restart this process (live) and whether to send it requests (ready).
 */
@Controller('health')
export class HealthController {
  readonly #ping = async (): Promise<void> => this.reference.host?.ping();

  constructor(@Inject(HostReference) private readonly reference: HostReference) {}

  @Get('live')
  @Header('cache-control', 'no-store')
  @HttpCode(200)
  live(): Health {
    return { status: 'ok' };
  }

  @Get('ready')
  @Header('cache-control', 'no-store')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    const { host, draining } = this.reference;
    const health = await readiness({ ping: host && this.#ping, draining });
    void reply.code(health.status === 'ok' ? 200 : 503);
    return health;
  }
}
