import { MultilithError } from '@multilith/contract';
import { AggregateRoot } from '@nestjs/cqrs';

/**
 * Has aggregates that know no publisher say so. In the stock class `publish` does nothing until `EventPublisher` has merged
 * it, so that `commit()` on an aggregate that was not merged loses its events.
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
