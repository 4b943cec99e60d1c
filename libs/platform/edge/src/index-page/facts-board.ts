import { Inject, Injectable, Logger } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { PageFacts, type PageFact, type PageFactsSource } from '@multilith/graphql';
import { runAtEdge } from '@multilith/runtime/host';
import { EDGE_OPTIONS, type EdgeOptions } from '../edge-options.js';
import { Shared } from './shared.js';

/** Figures of one context. */
export interface TitledFacts {
  readonly title: string;
  /** `undefined` while the context does not respond. */
  readonly facts: readonly PageFact[] | undefined;
}

/** Figures may count whole tables, so they are read less often than the rest of the page. In milliseconds. */
const FRESH_MS = 5_000;
/** Longest time for a context to respond, in milliseconds. */
const PATIENCE_MS = 4_000;

/** Reads the figures that contexts provide through {@link PageFacts}. */
@Injectable()
export class FactsBoard {
  readonly #logger = new Logger('IndexPage');
  readonly #facts = new Shared(() => this.#ask(), FRESH_MS);

  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(EDGE_OPTIONS) private readonly options: EdgeOptions,
  ) {}

  read(): Promise<readonly TitledFacts[]> {
    return this.#facts.read();
  }

  #ask(): Promise<TitledFacts[]> {
    const principal = { subject: 'index-page', roles: [this.options.operatorRole] };
    const sources = this.discovery.getProviders({ metadataKey: PageFacts.KEY }).map(async (wrapper) => {
      const { title } = this.discovery.getMetadataByDecorator(PageFacts, wrapper)!;
      const source = wrapper.instance as PageFactsSource;
      const request = { principal, deadline: Date.now() + PATIENCE_MS };
      const facts = await runAtEdge(request, () => source.facts()).catch((error: Error) => {
        this.#logger.warn('Figures of the index page cannot be read', { figures: title, err: error });
      });
      return { title, facts: facts ?? undefined };
    });
    return Promise.all(sources);
  }
}
