import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { GraphiqlPage } from './graphiql-page.js';

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/;

/** GraphiQL, in development only. */
@Controller('graphiql')
export class GraphiqlController {
  constructor(@Inject(GraphiqlPage) private readonly page: GraphiqlPage) {}

  /** The token is filled in for this machine only: who reaches the shop over a network is not its developer. */
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  show(@Req() request: FastifyRequest): Promise<string> {
    return this.page.render(LOOPBACK.test(request.ip));
  }
}
