import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@multilith/testing';
import { fillShop, orderIn, placeOrder } from './checkout.js';
import { eventually } from './eventually.js';
import { brokenBooks } from './ledger.js';
import { startTestShop, type TestShop } from './running-shop.js';

interface Mail {
  readonly messageId: string;
  readonly subject: string;
  readonly to: readonly { readonly address: string }[];
}
interface MailRecord {
  readonly confirmationMail: { readonly messageId: string | null; readonly sentAt: string } | null;
}

const MINUTE = 60_000;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

const mailsOf = ({ mailFolder }: TestShop): Mail[] => {
  if (!existsSync(mailFolder)) return [];
  const files = readdirSync(mailFolder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  return files.map((name) => JSON.parse(readFileSync(join(mailFolder, name), 'utf8')) as Mail);
};

const recordOf = async ({ staff }: TestShop, orderId: string): Promise<MailRecord> => {
  const query = 'query ($orderId: ID!) { order(orderId: $orderId) { confirmationMail { messageId sentAt } } }';
  return (await staff.data<{ order: MailRecord }>(query, { orderId })).order;
};

const CANCEL = 'mutation ($orderId: ID!) { cancelOrder(input: { orderId: $orderId }) { orderId } }';

/** Orders of two customers, one with an address: some confirmed, one of them cancelled afterwards, and some rejected. */
async function sell(
  shop: TestShop,
): Promise<{ readonly bea: string[]; readonly ada: string[]; readonly rejected: string[] }> {
  await fillShop(shop.staff, ['CUP']);
  await shop.staff.data(
    `mutation { registerCustomer(input: { customerId: "bea", name: "Bea", email: "bea@example.com", country: "France" }) { customerId } }`,
  );
  const order = (customerId: string, paymentMethod = 'card'): Promise<string> =>
    placeOrder(shop.staff, { customerId, paymentMethod, lines: [{ sku: 'CUP', quantity: 1 }] });
  const bea = await Promise.all(Array.from({ length: 6 }, () => order('bea')));
  const ada = await Promise.all(Array.from({ length: 3 }, () => order('ada')));
  const rejected = await Promise.all([order('bea', 'card:decline'), order('bea', 'card:decline')]);
  for (const orderId of [...bea, ...ada]) await orderIn(shop.staff, orderId, 'CONFIRMED');
  for (const orderId of rejected) await orderIn(shop.staff, orderId, 'REJECTED');
  await shop.staff.data(CANCEL, { orderId: bea[0] });
  return { bea, ada, rejected };
}

it(
  'goes to every customer with an address once per order ever confirmed, also when the events come again',
  async () => {
    const before = await startTestShop({ database });
    let orders: Awaited<ReturnType<typeof sell>>;
    let records: MailRecord[];
    let mails: Mail[];
    try {
      orders = await sell(before);
      const { bea, ada, rejected } = orders;
      records = await Promise.all(
        [...bea, ...ada].map((orderId) =>
          eventually(
            () => recordOf(before, orderId),
            ({ confirmationMail }) => confirmationMail !== null,
          ),
        ),
      );
      expect(await brokenBooks(database.url)).toEqual([]);
      mails = mailsOf(before);
      expect(mails.map(({ to }) => to.map(({ address }) => address))).toEqual(bea.map(() => ['bea@example.com']));
      for (const orderId of bea) expect(mails.filter(({ subject }) => subject.includes(orderId))).toHaveLength(1);
      expect(mails.map(({ messageId }) => messageId).sort()).toEqual(
        records
          .flatMap(({ confirmationMail }) => confirmationMail!.messageId ?? [])
          .map((id) => `<${id}>`)
          .sort(),
      );
      for (const orderId of rejected) expect(await recordOf(before, orderId)).toEqual({ confirmationMail: null });
    } finally {
      await before.stop();
    }

    // As if notifications had lost its place: it reads every journal again, into another folder.
    await database.query('UPDATE notifications.subscription_cursor SET position = 0');
    const after = await startTestShop({ database });
    try {
      await eventually(
        async () => mailsOf(after),
        ({ length }) => length >= mails.length,
      );
      expect(await brokenBooks(database.url)).toEqual([]);
      const ids = (each: readonly Mail[]): string[] => each.map(({ messageId }) => messageId).sort();
      expect(ids(mailsOf(after))).toEqual(ids(mails));
      expect(await Promise.all([...orders.bea, ...orders.ada].map((orderId) => recordOf(after, orderId)))).toEqual(
        records,
      );
    } finally {
      await after.stop();
    }
  },
  2 * MINUTE,
);
