import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { GetConfirmationMails, type MailView } from '@contracts/notifications';
import { SentMails } from '../../persistence/sent-mails.js';

/** Answers which confirmation mails were sent. */
@QueryHandler(GetConfirmationMails)
export class GetConfirmationMailsHandler implements IQueryHandler<GetConfirmationMails> {
  constructor(private readonly sent: SentMails) {}

  execute({ orderIds }: GetConfirmationMails): Promise<MailView[]> {
    return this.sent.find(orderIds);
  }
}
