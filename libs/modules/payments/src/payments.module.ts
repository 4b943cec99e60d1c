import { Module } from '@nestjs/common';
import { payments } from '@contracts/payments';
import { ContextModule, settings, subscription } from '@multilith/runtime';
import { CapturePaymentHandler } from './application/capture-payment/capture-payment.handler.js';
import { FollowOrderHandler } from './application/follow-order/follow-order.handler.js';
import { FollowReturnHandler } from './application/follow-return/follow-return.handler.js';
import { GetPaymentsHandler } from './application/get-payments/get-payments.handler.js';
import { NextStep } from './application/next-step.service.js';
import { RefundPaymentHandler } from './application/refund-payment/refund-payment.handler.js';
import { CreatePayments1795200000000 } from './persistence/migrations/1795200000000-create-payments.js';
import { RefundReturns1795266000000 } from './persistence/migrations/1795266000000-refund-returns.js';
import { PaymentEntity } from './persistence/payment.entity.js';
import { PaymentStore } from './persistence/payment.store.js';
import { ReturnRefundStore } from './persistence/return-refund.store.js';
import { PaymentProvider } from './provider/payment-provider.js';
import { SimulatedProvider } from './provider/simulated-provider.js';
import { simulationSettings } from './provider/simulation-settings.js';

/** Collects the money of orders and gives it back. */
@Module({
  imports: [
    ContextModule.forFeature({
      contract: payments,
      subscriptions: [
        subscription('follow-orders', { handler: FollowOrderHandler, start: 'beginning' }),
        subscription('follow-returns', { handler: FollowReturnHandler, start: 'beginning' }),
        // One event per transaction: these ask the provider, and do so before the transaction is opened.
        subscription('capture-payments', { handler: CapturePaymentHandler, start: 'beginning', batch: 1 }),
        subscription('refund-payments', { handler: RefundPaymentHandler, start: 'beginning', batch: 1 }),
      ],
      persistence: { entities: [PaymentEntity], migrations: [CreatePayments1795200000000, RefundReturns1795266000000] },
    }),
  ],
  providers: [
    { provide: PaymentProvider, useFactory: () => new SimulatedProvider(settings(simulationSettings)) },
    PaymentStore,
    ReturnRefundStore,
    NextStep,
    FollowOrderHandler,
    FollowReturnHandler,
    CapturePaymentHandler,
    RefundPaymentHandler,
    GetPaymentsHandler,
  ],
})
export class PaymentsModule {}
