import { Module } from '@nestjs/common';
import { notifications } from '@contracts/notifications';
import { ContextModule } from '@multilith/runtime';
import { OrderConfirmationMailResolver } from './order-confirmation-mail.resolver.js';

/** The GraphQL API of notifications: what it adds to orders. It runs at the edge, wherever notifications itself runs. */
@Module({
  imports: [ContextModule.forApi({ contract: notifications })],
  providers: [OrderConfirmationMailResolver],
})
export class NotificationsApiModule {}
