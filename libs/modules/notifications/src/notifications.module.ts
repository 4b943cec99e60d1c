import { Module } from '@nestjs/common';
import { customers } from '@contracts/customers';
import { notifications } from '@contracts/notifications';
import { ContextModule, settings, subscription, use } from '@multilith/runtime';
import { GetConfirmationMailsHandler } from './application/get-confirmation-mails/get-confirmation-mails.handler.js';
import { SendConfirmationHandler } from './application/send-confirmation/send-confirmation.handler.js';
import { mailSettings } from './mail/mail-settings.js';
import { Mailer } from './mail/mailer.js';
import { CreateConfirmationMail1795258800000 } from './persistence/migrations/1795258800000-create-confirmation-mail.js';
import { SentMails } from './persistence/sent-mails.js';

/** Writes to customers about their orders. */
@Module({
  imports: [
    ContextModule.forFeature({
      contract: notifications,
      // Without the address there is no mail; the event waits until customers is there again.
      uses: [use(customers, { whenUnavailable: 'fail' })],
      subscriptions: [
        // One event per transaction: the mail leaves before the transaction is opened.
        subscription('send-confirmations', { handler: SendConfirmationHandler, start: 'beginning', batch: 1 }),
      ],
      persistence: { entities: [], migrations: [CreateConfirmationMail1795258800000] },
    }),
  ],
  providers: [
    { provide: Mailer, useFactory: () => Mailer.open(settings(mailSettings)) },
    SentMails,
    SendConfirmationHandler,
    GetConfirmationMailsHandler,
  ],
})
export class NotificationsModule {}
