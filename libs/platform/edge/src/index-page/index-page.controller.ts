import { existsSync } from 'node:fs';
import {
  Controller,
  Get,
  Header,
  Inject,
  NotFoundException,
  Req,
  Res,
  ServiceUnavailableException,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EDGE_OPTIONS, graphqlApis, type EdgeOptions } from '../edge-options.js';
import { closedPage, INDEX_PAGE_POLICY, indexPage } from './index-page.js';
import { policyOf } from '../pages/page.js';
import { showsInside } from '../request/shows-inside.js';
import { StatusBoard, type Status } from './status-board.js';

/**
 * Serves the index page with the state of the host: in development to everyone, in production to the operator role
 * only, because the page contains names of events, errors of handlers and business figures.
 */
@Controller()
export class IndexPageController {
  constructor(
    @Inject(StatusBoard) private readonly board: StatusBoard,
    @Inject(EDGE_OPTIONS) private readonly options: EdgeOptions,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-store')
  async show(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const open = showsInside(request, this.options);
    void reply.header('content-security-policy', open ? INDEX_PAGE_POLICY : policyOf());
    const { apis, development, guides, metrics, name, operatorRole } = this.options;
    const graphql = graphqlApis(apis).length > 0;
    if (!open) return closedPage({ name, operatorRole, graphql });
    const docs = development && guides !== undefined && existsSync(guides);
    return indexPage(await this.#status(), { name, development, graphql, metrics: metrics !== undefined, docs });
  }

  /** The same content as JSON, for tools; big integers as text. */
  @Get('status.json')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('cache-control', 'no-store')
  async tell(@Req() request: FastifyRequest): Promise<string> {
    if (!showsInside(request, this.options)) throw new NotFoundException('Cannot GET /status.json');
    return JSON.stringify(await this.#status(), (_key, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
  }

  async #status(): Promise<Status> {
    const status = await this.board.read();
    if (!status) throw new ServiceUnavailableException('The host is still starting.');
    return status;
  }
}
