import { Controller, Get, Header, HttpCode, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { HostReference } from '../host-reference.js';

/** An answer of a health check. */
export interface Health {
  readonly status: 'ok' | 'starting' | 'draining' | 'database-unavailable';
}

/** Longest time a database may take to answer, in milliseconds. */
const PATIENCE_MS = 2000;

/** Tells an orchestrator whether to restart this process (live) and whether to send it requests (ready). */
@Controller('health')
export class HealthController {
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
    const status = await this.#status();
    void reply.code(status === 'ok' ? 200 : 503);
    return { status };
  }

  async #status(): Promise<Health['status']> {
    const { host, draining } = this.reference;
    if (draining) return 'draining';
    if (!host) return 'starting';
    let timer: NodeJS.Timeout | undefined;
    const impatient = new Promise<never>((_, reject) => (timer = setTimeout(reject, PATIENCE_MS)));
    try {
      await Promise.race([host.ping(), impatient]);
      return 'ok';
    } catch {
      return 'database-unavailable';
    } finally {
      clearTimeout(timer);
    }
  }
}
