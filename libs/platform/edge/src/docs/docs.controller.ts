import { Controller, Get, Header, Inject, NotFoundException, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { EDGE_OPTIONS, type EdgeOptions } from '../edge-options.js';
import { html } from '../pages/html.js';
import { page, policyOf } from '../pages/page.js';
import { guidesIn, guideText, type Guide } from './guides.js';

/** Serves the guides of the workspace as plain files, in development. */
@Controller('docs')
export class DocsController {
  constructor(@Inject(EDGE_OPTIONS) private readonly options: EdgeOptions) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', policyOf())
  async list(): Promise<string> {
    const guides = await guidesIn(this.options.guides);
    if (guides.length === 0) throw new NotFoundException('Cannot GET /docs');
    const isDecision = ({ path }: Guide): boolean => path.startsWith('adr/');
    return page({
      title: `Docs · ${this.options.name}`,
      body: html`<header>
          <h1>Docs</h1>
          <nav><a class="main" href="/">What runs here</a></nav>
        </header>
        ${listed(
          'Guides',
          guides.filter((guide) => !isDecision(guide)),
        )}
        ${listed('Decisions', guides.filter(isDecision))}`,
    });
  }

  @Get('*')
  async read(@Param('*') path: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const text = await guideText(this.options.guides, path);
    if (text === undefined) throw new NotFoundException(`Cannot GET /docs/${path}`);
    void reply.header('content-type', 'text/plain; charset=utf-8');
    return text;
  }
}

const listed = (title: string, guides: readonly Guide[]) =>
  html`<section class="panel guides">
    <h2>${title}</h2>
    <ul>
      ${guides.map(({ path, title: heading }) => html`<li><a href="/docs/${path}">${heading}</a></li>`)}
    </ul>
  </section>`;
