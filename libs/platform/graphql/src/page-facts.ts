import { DiscoveryService } from '@nestjs/core';

/** One figure about a context. */
export interface PageFact {
  /** What is counted, in a word or two. */
  readonly name: string;
  readonly value: number;
}

/** Tells a few figures about its context; see {@link PageFacts}. */
export interface PageFactsSource {
  facts(): Promise<readonly PageFact[]>;
}

/**
 * Puts figures of a context on the index page, under a title. Whoever serves the page finds the providers of every
 * `src/api` that are marked with it, and asks each every few seconds while somebody looks on, as a principal with role
 * `operations`.
 *
 * @example
 * \@PageFacts({ title: 'Orders' })
 * export class OrderFacts implements PageFactsSource { … }
 */
export const PageFacts = DiscoveryService.createDecorator<{ readonly title: string }>();
