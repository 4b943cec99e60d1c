import { Controller, Get, Header, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isDeveloperHere } from './developer-here.js';
import { GraphiqlPage } from './graphiql-page.js';

/** GraphiQL, in development only. */
@Controller('graphiql')
export class GraphiqlController {
  constructor(@Inject(GraphiqlPage) private readonly page: GraphiqlPage) {}

  /** Contains the token only for a developer on this machine. */
  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-store')
  async show(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const { markup, policy } = await this.page.render(isDeveloperHere(request.raw));
    void reply.header('content-security-policy', policy);
    return markup;
  }
}
