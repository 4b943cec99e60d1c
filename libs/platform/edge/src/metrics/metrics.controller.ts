import { Controller, Get, Header, Inject, NotFoundException, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EDGE_OPTIONS, type EdgeOptions } from '../edge-options.js';
import { showsInside } from '../request/shows-inside.js';

/**
 * Serves metrics to Prometheus, with the same access rule as the index page: they contain names of messages and
 * business figures.
 */
@Controller()
export class MetricsController {
  constructor(@Inject(EDGE_OPTIONS) private readonly options: EdgeOptions) {}

  @Get('metrics')
  @Header('cache-control', 'no-store')
  async read(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { metrics } = this.options;
    if (!metrics || !showsInside(request, this.options)) throw new NotFoundException('Cannot GET /metrics');
    const text = await metrics.read();
    void reply.header('content-type', metrics.contentType);
    return text;
  }
}
