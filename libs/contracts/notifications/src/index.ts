/** The published language of notifications: writes to customers about their orders. */
import { contract } from '@multilith/contract';
import lock from './contract.lock.json' with { type: 'json' };
import { GetConfirmationMails } from './get-confirmation-mails.js';

export { MailView } from './mail-view.js';
export { GetConfirmationMails };

/** Everything that can be asked of notifications. It tells nothing. */
export const notifications = contract('notifications', [GetConfirmationMails], { lock });
