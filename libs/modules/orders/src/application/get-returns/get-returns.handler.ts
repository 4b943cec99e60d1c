import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { GetReturns, type ReturnView } from '@contracts/orders';
import { currentCall } from '@multilith/contract';
import { requesterOf, visibleCustomer } from '../../domain/requester.js';
import { ReturnStore } from '../../persistence/return.store.js';

/** Answers the returns of the orders that the principal may see. */
@QueryHandler(GetReturns)
export class GetReturnsHandler implements IQueryHandler<GetReturns> {
  constructor(private readonly returns: ReturnStore) {}

  async execute({ orderIds }: GetReturns): Promise<{ orderId: string; returns: ReturnView[] }[]> {
    const byOrder = new Map<string, ReturnView[]>();
    const customerId = visibleCustomer(requesterOf(currentCall().principal));
    for (const { orderId, lines, ...rest } of await this.returns.find(orderIds, { customerId })) {
      const views = byOrder.get(orderId) ?? [];
      if (views.length === 0) byOrder.set(orderId, views);
      views.push({ ...rest, lines: [...lines] });
    }
    return [...byOrder].map(([orderId, returns]) => ({ orderId, returns }));
  }
}
