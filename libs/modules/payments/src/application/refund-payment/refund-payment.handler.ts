import { EventBus, EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { PaymentRefunded, RefundRequested } from '@contracts/payments';
import { PaymentStore } from '../../persistence/payment.store.js';
import { PaymentProvider } from '../../provider/payment-provider.js';

/** Has the provider give back what was captured for an order, and writes that down. The provider comes first here too. */
@EventsHandler(RefundRequested)
export class RefundPaymentHandler implements IEventHandler<RefundRequested> {
  constructor(
    private readonly provider: PaymentProvider,
    private readonly payments: PaymentStore,
    private readonly events: EventBus,
  ) {}

  async handle({ orderId, chargeId, amount }: RefundRequested): Promise<void> {
    await this.provider.refund({ key: `refund:${orderId}`, chargeId, amount });
    const requested = { capture: 'captured', refund: 'requested' } as const;
    const refunded = await this.payments.advance(orderId, requested, { refund: 'refunded', refunded: amount });
    if (refunded) this.events.publish(new PaymentRefunded({ orderId, amount }));
  }
}
