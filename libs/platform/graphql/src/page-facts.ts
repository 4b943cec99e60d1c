import { DiscoveryService } from '@nestjs/core';

/** One figure about a context. */
export interface PageFact {
  /** What is counted, in one or two words. */
  readonly name: string;
  readonly value: number;
}

/** Provides a few figures about its context; see {@link PageFacts}. */
export interface PageFactsSource {
  facts(): Promise<readonly PageFact[]>;
}

/**
 * Shows figures of a context on the index page, under a title. The edge host finds the marked providers of every
 * `src/api`, and reads each every few seconds while the page is open, as a principal with the role `operations`.
 *
 * @example
 * \@PageFacts({ title: 'Orders' })
 * export class OrderFacts implements PageFactsSource { … }
 */
export const PageFacts = DiscoveryService.createDecorator<{ readonly title: string }>();
