import { randomUUID } from 'node:crypto';
import { FindCustomer } from '@contracts/customers';
import { GetConfirmationMails, type MailView } from '@contracts/notifications';
import { OrderConfirmed } from '@contracts/orders';
import { fake, testContext, type ContextUnderTest, type TopologyName } from '@multilith/testing';
import { NotificationsModule } from '../src/index.js';
import { Mailer, type Mail } from '../src/mail/mailer.js';

const EMAILS: Readonly<Record<string, string | null>> = { ann: 'ann@example.com', bob: null };

/** The notifications context alone: ann has an address, bob has none. */
export function notificationsContext(topology: TopologyName): ContextUnderTest {
  return testContext({
    topology,
    module: NotificationsModule,
    principal: { subject: 'till-1', roles: ['sales'] },
    fakes: [
      fake(FindCustomer, ({ customerId }) => {
        const email = EMAILS[customerId];
        return email === undefined ? null : { customerId, name: customerId, email, country: 'France', closed: false };
      }),
    ],
  });
}

/** A confirmed order over two lamps. */
export function anOrder(customerId = 'ann'): OrderConfirmed {
  return new OrderConfirmed({
    orderId: randomUUID(),
    customerId,
    lines: [{ sku: 'LAMP', quantity: 2, unitPrice: 1250 }],
    total: 2500,
    placedAt: new Date('2011-12-09T12:50:00Z'),
  });
}

/** The row of notifications for the mail of an order. */
export async function mailOf(shop: ContextUnderTest, { orderId }: OrderConfirmed): Promise<MailView | undefined> {
  return (await shop.execute(new GetConfirmationMails({ orderIds: [orderId] })))[0];
}

/** Replaces the mailer of a running context: keeps the mails, and can be made to fail. */
export class Postbox {
  /** Every mail handed over, repetitions included. */
  readonly mails: Mail[] = [];
  /** How many of the next mails it takes without saying so. */
  answersToLose = 0;

  constructor(shop: ContextUnderTest) {
    shop.get(Mailer).send = async (mail) => {
      this.mails.push(mail);
      if (this.answersToLose === 0) return;
      this.answersToLose--;
      throw new Error('The answer of the mail server was lost.');
    };
  }

  /** The mails about an order. */
  about({ orderId }: OrderConfirmed): Mail[] {
    return this.mails.filter(({ subject }) => subject.includes(orderId));
  }
}
