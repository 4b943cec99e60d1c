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
import { EDGE_OPTIONS, type EdgeOptions } from '../edge-options.js';
import { closedPage, INDEX_PAGE_POLICY, indexPage } from './index-page.js';
import { policyOf } from '../pages/page.js';
import { showsInside } from '../request/shows-inside.js';
import { StatusBoard, type Status } from './status-board.js';

/**
 * Shows what runs where and how it does: to everyone in development, where strangers do not reach the shop, and to role
 * `operations` in production. Names of events, errors of handlers and numbers of orders are nobody else's business.
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
    if (!open) return closedPage();
    const { development, guides, metrics } = this.options;
    const docs = development && guides !== undefined && existsSync(guides);
    return indexPage(await this.#status(), { development, metrics: metrics !== undefined, docs });
  }

  /** The same as data, for tools; big integers as text. */
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
    if (!status) throw new ServiceUnavailableException('The shop is still starting.');
    return status;
  }
}
