import { Controller, Get, Header, Inject, Logger, ServiceUnavailableException } from '@nestjs/common';
import { EDGE_OPTIONS, type EdgeOptions } from '../edge-options.js';
import { HostReference } from '../host-reference.js';
import { indexPage } from './index-page.js';

/** Shows people who open the shop in a browser what runs where. */
@Controller()
export class IndexPageController {
  readonly #logger = new Logger('Http');

  constructor(
    @Inject(HostReference) private readonly reference: HostReference,
    @Inject(EDGE_OPTIONS) private readonly options: EdgeOptions,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('cache-control', 'no-store')
  @Header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; img-src data:")
  async show(): Promise<string> {
    const { host } = this.reference;
    if (!host) throw new ServiceUnavailableException('The shop is still starting.');
    // What runs here is known without the databases, and somebody who looks for what is wrong opens this page.
    const status = await host.status().catch((error: Error) => {
      this.#logger.warn(`The state of the subscriptions cannot be read: ${error.message}`);
    });
    return indexPage({
      description: host.describe(),
      status: status ?? undefined,
      development: this.options.development,
    });
  }
}
