import { Injectable } from '@nestjs/common';
import { EventBus } from '@nestjs/cqrs';
import { CaptureRequested, RefundRequested } from '@contracts/payments';
import { moneyHeld, nextStep, type Payment } from '../domain/payment.js';
import { PaymentStore } from '../persistence/payment.store.js';

/**
 * Takes the next step of a payment, if one is due: writes down that it is requested and says so by an event of payments
 * to itself. The handler of that event asks the provider, when no transaction is open.
 */
@Injectable()
export class NextStep {
  constructor(
    private readonly payments: PaymentStore,
    private readonly events: EventBus,
  ) {}

  /** To be called with the row of the payment locked, so that what is decided here still holds. */
  async take(payment: Payment): Promise<void> {
    const { orderId } = payment;
    switch (nextStep(payment)) {
      case 'capture':
        await this.payments.advance(orderId, payment, { capture: 'requested' });
        this.events.publish(new CaptureRequested({ orderId, amount: payment.amount!, method: payment.method! }));
        break;
      case 'refund':
        await this.payments.advance(orderId, payment, { refund: 'requested' });
        this.events.publish(new RefundRequested({ orderId, chargeId: payment.chargeId!, amount: moneyHeld(payment) }));
    }
  }
}
