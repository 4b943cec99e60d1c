import { MultilithError } from '@multilith/contract';
import { AggregateRoot } from '@nestjs/cqrs';

/**
 * Makes `publish` of an aggregate without a publisher throw. In the stock class it does nothing until `EventPublisher`
 * has merged the aggregate, so `commit()` on an unmerged aggregate would lose its events.
 */
export function guardAggregates(): void {
  const refuse = function (this: object): never {
    throw new MultilithError(
      'AGGREGATE_NOT_MERGED',
      `${this.constructor.name} publishes events, but no EventPublisher was merged into it, so they would be lost.`,
      'Make it with publisher.mergeObjectContext(…), or from a class that mergeClassContext(…) has returned.',
    );
  };
  const publishAll = function (this: object, events: readonly unknown[]): void {
    if (events.length > 0) refuse.call(this);
  };
  Object.assign(AggregateRoot.prototype, { publish: refuse, publishAll });
}
