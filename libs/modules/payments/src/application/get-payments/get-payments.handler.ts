import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { GetPayments, type PaymentView } from '@contracts/payments';
import { currentCall, type Principal } from '@multilith/contract';
import { stateOf, type Payment } from '../../domain/payment.js';
import { PaymentStore } from '../../persistence/payment.store.js';

/** Answers the payments of the orders that the principal may see. */
@QueryHandler(GetPayments)
export class GetPaymentsHandler implements IQueryHandler<GetPayments> {
  constructor(private readonly payments: PaymentStore) {}

  async execute({ orderIds }: GetPayments): Promise<PaymentView[]> {
    return (await this.payments.find(orderIds, visibleCustomer(currentCall().principal))).map(viewOf);
  }
}

function viewOf(payment: Payment): PaymentView {
  const { orderId, captured, refunded, declineReason } = payment;
  return { orderId, state: stateOf(payment), captured, refunded, reason: declineReason };
}

/**
 * Returns the customer to whose payments a principal is limited: the one with the id of its subject. `undefined` if it may
 * see all, which is role `sales`. Without a principal the id is empty, which no customer has.
 */
function visibleCustomer(principal: Principal | undefined): string | undefined {
  return principal?.roles.includes('sales') ? undefined : (principal?.subject ?? '');
}
