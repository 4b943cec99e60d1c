import { EventBus, EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { PaymentRefunded, RefundRequested } from '@contracts/payments';
import { PaymentStore } from '../../persistence/payment.store.js';
import { ReturnRefundStore } from '../../persistence/return-refund.store.js';
import { PaymentProvider } from '../../provider/payment-provider.js';

/**
 * Has the provider give money back, for a return or for an order that was called off, and writes that down. The provider
 * comes first here too.
 */
@EventsHandler(RefundRequested)
export class RefundPaymentHandler implements IEventHandler<RefundRequested> {
  constructor(
    private readonly provider: PaymentProvider,
    private readonly payments: PaymentStore,
    private readonly returns: ReturnRefundStore,
    private readonly events: EventBus,
  ) {}

  async handle({ orderId, returnId, chargeId, amount }: RefundRequested): Promise<void> {
    // The key comes from the order or the return, not from the event: nothing goes back twice, whatever asks for it.
    const key = returnId === undefined ? `refund:${orderId}` : `refund:${orderId}:${returnId}`;
    await this.provider.refund({ key, chargeId, amount });
    const isNew = returnId === undefined ? await this.#closed(orderId, amount) : await this.returns.settle(returnId);
    if (isNew) this.events.publish(new PaymentRefunded({ orderId, returnId, amount }));
  }

  async #closed(orderId: string, amount: number): Promise<boolean> {
    const requested = { capture: 'captured', refund: 'requested' } as const;
    return (await this.payments.advance(orderId, requested, { refund: 'refunded', refunded: amount })) !== undefined;
  }
}
