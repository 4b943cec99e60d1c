import { QueryBus } from '@nestjs/cqrs';
import { CountOrders, type OrderState } from '@contracts/orders';
import { PageFacts, type PageFact, type PageFactsSource } from '@multilith/graphql';

const NAMES: Readonly<Record<OrderState, string>> = {
  PENDING: 'Pending',
  CONFIRMED: 'Confirmed',
  REJECTED: 'Rejected',
  CANCELLED: 'Cancelled',
};

/** How many orders are in each state, for the index page. */
@PageFacts({ title: 'Orders' })
export class OrderFacts implements PageFactsSource {
  constructor(private readonly queries: QueryBus) {}

  async facts(): Promise<PageFact[]> {
    const counts = await this.queries.execute(new CountOrders({}));
    return counts.map(({ state, count }) => ({ name: NAMES[state], value: count }));
  }
}
