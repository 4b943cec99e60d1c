import { EventBus, EventsHandler, type IEventHandler } from '@nestjs/cqrs';
import { CaptureRequested, PaymentCaptured, PaymentDeclined } from '@contracts/payments';
import { PaymentStore } from '../../persistence/payment.store.js';
import { PaymentProvider, type ChargeOutcome } from '../../provider/payment-provider.js';
import { NextStep } from '../next-step.service.js';

/** A free order is paid without asking anyone. */
const FREE: ChargeOutcome = { accepted: true, chargeId: 'free-of-charge' };

/**
 * Asks the provider for the money of an order and writes down the answer.
 *
 * The provider comes first: no transaction is open while it answers. If the answer is lost, the event is handled again
 * and the key makes the second charge the first one. An order that was called off in the meantime shows when the answer
 * is written; its money goes back at once.
 */
@EventsHandler(CaptureRequested)
export class CapturePaymentHandler implements IEventHandler<CaptureRequested> {
  constructor(
    private readonly provider: PaymentProvider,
    private readonly payments: PaymentStore,
    private readonly nextStep: NextStep,
    private readonly events: EventBus,
  ) {}

  async handle({ orderId, amount, method }: CaptureRequested): Promise<void> {
    // The key comes from the order, not from the event: an order is never charged twice, whatever asks for it.
    const outcome = amount === 0 ? FREE : await this.provider.charge({ key: `capture:${orderId}`, amount, method });
    const requested = { capture: 'requested', refund: 'none' } as const;
    if (!outcome.accepted) {
      const { reason } = outcome;
      const declined = await this.payments.advance(orderId, requested, { capture: 'declined', declineReason: reason });
      if (declined) this.events.publish(new PaymentDeclined({ orderId, reason }));
      return;
    }
    const captured = await this.payments.advance(orderId, requested, {
      capture: 'captured',
      captured: amount,
      chargeId: outcome.chargeId,
    });
    if (!captured) return;
    this.events.publish(new PaymentCaptured({ orderId, amount }));
    await this.nextStep.take(captured);
  }
}
