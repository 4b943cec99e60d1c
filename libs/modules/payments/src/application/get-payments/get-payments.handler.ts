import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { GetPayments, type PaymentView } from '@contracts/payments';
import { currentCall } from '@multilith/contract';
import { stateOf, type Payment } from '../../domain/payment.js';
import { visibleCustomer } from '../../domain/visible-customer.js';
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
