import { Module } from '@nestjs/common';
import { payments } from '@contracts/payments';
import { ContextModule } from '@multilith/runtime';
import { OrderPaymentResolver } from './order-payment.resolver.js';

/** The GraphQL API of payments: what it adds to orders. It runs at the edge, wherever payments itself runs. */
@Module({
  imports: [ContextModule.forApi({ contract: payments })],
  providers: [OrderPaymentResolver],
})
export class PaymentsApiModule {}
