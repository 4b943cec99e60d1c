import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { UnwrittenFiles } from '../../test/unwritten-files.js';
import commandGenerator from './command/command.generator.js';
import contextGenerator from './context/context.generator.js';
import eventGenerator from './event/event.generator.js';
import extensionGenerator from './extension/extension.generator.js';
import subscriptionGenerator from './subscription/subscription.generator.js';
import versionGenerator from './version/version.generator.js';
import type { Afterwards, WorkspaceFiles } from './workspace-files.js';

const WORKSPACE = fileURLToPath(new URL('../../../../', import.meta.url));

/** Runs a generator on this workspace without writing anything. */
const attempt = (generator: (files: WorkspaceFiles) => Promise<Afterwards>) => generator(new UnwrittenFiles(WORKSPACE));

describe('nx g context', () => {
  it.each([
    ['Gift Cards', 'GENERATOR_NAME_INVALID', "like 'gift-cards'"],
    ['GiftCards', 'GENERATOR_NAME_INVALID', "like 'gift-cards'"],
    ['gift_cards', 'GENERATOR_NAME_INVALID', "like 'gift-cards'"],
    ['../outside', 'GENERATOR_NAME_INVALID', "like 'outside'"],
    ['libs/gifts', 'GENERATOR_NAME_INVALID', "like 'libs-gifts'"],
    ['', 'GENERATOR_NAME_INVALID', 'beginning with a letter.'],
    ['2fast', 'GENERATOR_NAME_INVALID', "like 'fast'"],
    ['gift--cards', 'GENERATOR_NAME_INVALID', "like 'gift-cards'"],
    ['x'.repeat(41), 'GENERATOR_NAME_INVALID', 'at most 40 characters'],
    ['delete', 'GENERATOR_NAME_INVALID', 'meaning of its own'],
    ['shared', 'GENERATOR_NAME_INVALID', 'meaning of its own'],
    ['public', 'GENERATOR_NAME_INVALID', 'meaning of its own'],
    ['provision', 'GENERATOR_NAME_INVALID', 'meaning of its own'],
    ['nats', 'GENERATOR_NAME_INVALID', 'meaning of its own'],
    ['constructor', 'GENERATOR_NAME_INVALID', 'meaning of its own in TypeScript'],
    ['to-string', 'GENERATOR_NAME_INVALID', 'meaning of its own in TypeScript'],
    ['has-own-property', 'GENERATOR_NAME_INVALID', 'meaning of its own in TypeScript'],
    ['value-of', 'GENERATOR_NAME_INVALID', 'meaning of its own in TypeScript'],
    ['__proto__', 'GENERATOR_NAME_INVALID', 'beginning with a letter'],
    ['then', 'GENERATOR_NAME_INVALID', 'meaning of its own in TypeScript'],
    ['await', 'GENERATOR_NAME_INVALID', 'meaning of its own in TypeScript'],
    ['arguments', 'GENERATOR_NAME_INVALID', 'meaning of its own in TypeScript'],
    ['static', 'GENERATOR_NAME_INVALID', 'meaning of its own in TypeScript'],
    ['user', 'GENERATOR_NAME_INVALID', 'meaning of its own in TypeScript'],
    ['current-date', 'GENERATOR_NAME_INVALID', 'meaning of its own in TypeScript'],
    ['orders', 'GENERATOR_NAME_TAKEN', 'libs/contracts/orders is there already'],
    ['codegen', 'GENERATOR_NAME_TAKEN', "in tools/codegen is named 'codegen'"],
  ])('refuses the name %j', async (name, code, text) => {
    const outcome = attempt((files) => contextGenerator(files, { name }));
    await expect(outcome).rejects.toMatchObject({ code, message: expect.stringContaining(text) as string });
  });

  it.each([
    ...['Date', 'giftCard', 'Gift Card', 'Entity', 'Value', 'Constructor', 'ToString', 'HasOwnProperty', 'User'],
    ...['../Card', 'Card;drop', "Card'", 'Card`', '__proto__'],
  ])('refuses to keep a %j', async (entity) => {
    const outcome = attempt((files) => contextGenerator(files, { name: 'gift-cards', entity }));
    await expect(outcome).rejects.toMatchObject({ code: 'GENERATOR_NAME_INVALID' });
  });

  it('refuses to name what a bare context keeps', async () => {
    const outcome = attempt((files) => contextGenerator(files, { name: 'gift-cards', entity: 'GiftCard', bare: true }));
    await expect(outcome).rejects.toThrow('Leave out --bare or --entity');
  });

  it.each(['Takes goods back */ import "./evil.js"; /*', 'Takes\ngoods', 'Takes\u2028goods', 'x'.repeat(201)])(
    'refuses the description %j',
    async (description) => {
      for (const bare of [true, false]) {
        const outcome = attempt((files) => contextGenerator(files, { name: 'gift-cards', description, bare }));
        await expect(outcome).rejects.toThrow('GENERATOR_NAME_INVALID: The description cannot stand in a comment.');
      }
    },
  );

  it('refuses a type that the API has already', async () => {
    const outcome = attempt((files) => contextGenerator(files, { name: 'baskets', entity: 'Order' }));
    await expect(outcome).rejects.toMatchObject({
      code: 'GENERATOR_NAME_TAKEN',
      message: expect.stringMatching(/Order[^]*Take another name/) as string,
    });
  });
});

describe('nx g command and event', () => {
  it.each([
    ['HoldOrder', 'GENERATOR_NAME_INVALID', 'like orders/HoldOrder'],
    ['orders/hold-order', 'GENERATOR_NAME_INVALID', 'like orders/HoldOrder'],
    ['orders/Hold Order', 'GENERATOR_NAME_INVALID', 'like orders/HoldOrder'],
    ['orders/../../HoldOrder', 'GENERATOR_NAME_INVALID', 'like orders/HoldOrder'],
    ['orders/Promise', 'GENERATOR_NAME_INVALID', 'means something else'],
    ['orders/CommandHandler', 'GENERATOR_NAME_INVALID', 'means something else'],
    ['orders/Command', 'GENERATOR_NAME_INVALID', 'means something else'],
    ['orders/Constructor', 'GENERATOR_NAME_INVALID', 'means something else'],
    ['orders/ToString', 'GENERATOR_NAME_INVALID', 'means something else'],
    ['orders/HasOwnProperty', 'GENERATOR_NAME_INVALID', 'means something else'],
    ['orders/OnModuleInit', 'GENERATOR_NAME_INVALID', 'means something else'],
    ['constructor/HoldOrder', 'GENERATOR_UNKNOWN_CONTEXT', "There is no context 'constructor'"],
    ['../orders/HoldOrder', 'GENERATOR_NAME_INVALID', 'like orders/HoldOrder'],
    ['order/HoldOrder', 'GENERATOR_UNKNOWN_CONTEXT', 'The contexts are catalog, customers'],
    ['shared/HoldOrder', 'GENERATOR_UNKNOWN_CONTEXT', "There is no context 'shared'"],
    ['orders/PlaceOrder', 'GENERATOR_NAME_TAKEN', 'place-order.ts is there already'],
    ['orders/OrderView', 'GENERATOR_NAME_TAKEN', 'order-view.ts is there already'],
    ['orders/UnknownOrder', 'GENERATOR_NAME_TAKEN', 'The contract of orders exports UnknownOrder already'],
  ])('refuse %j', async (name, code, text) => {
    const refused = { code, message: expect.stringContaining(text) as string };
    const command = attempt((files) => commandGenerator(files, { name, access: 'sales', api: false }));
    await expect(command).rejects.toMatchObject(refused);
    await expect(attempt((files) => eventGenerator(files, { name }))).rejects.toMatchObject(refused);
  });

  it('refuse to open to the API what is for other contexts only', async () => {
    const options = { name: 'orders/HoldOrder', access: 'internal', api: true };
    await expect(attempt((files) => commandGenerator(files, options))).rejects.toThrow('Leave out --api');
  });

  it('say what a file should look like that they cannot add to', async () => {
    const files = new UnwrittenFiles(WORKSPACE);
    const path = 'libs/modules/orders/src/orders.module.ts';
    files.write(path, files.read(path)!.replace(/providers: \[[^\]]+\]/, 'providers: everything'));
    const outcome = commandGenerator(files, { name: 'orders/HoldOrder', access: 'sales', api: false });
    await expect(outcome).rejects.toMatchObject({
      code: 'GENERATOR_LAYOUT',
      message: expect.stringContaining('orders.module.ts does not write out providers') as string,
    });
  });
});

describe('nx g version', () => {
  it.each([
    ['OrderPlaced', 'GENERATOR_NAME_INVALID', 'does not say where the message belongs'],
    ['orders/order-placed', 'GENERATOR_NAME_INVALID', 'like orders/OrderPlaced'],
    ['order/OrderPlaced', 'GENERATOR_UNKNOWN_CONTEXT', "There is no context 'order'"],
    ['orders/OrderPlced', 'GENERATOR_UNKNOWN_MESSAGE', 'It has orders.CancelOrder, orders.CountOrders,'],
    ['orders/OrderView', 'GENERATOR_UNKNOWN_MESSAGE', "has no message 'OrderView'"],
    ['orders/OrderPlacedV1', 'GENERATOR_UNKNOWN_MESSAGE', "has no message 'OrderPlacedV1'"],
  ])('refuses %j', async (name, code, text) => {
    const outcome = attempt((files) => versionGenerator(files, { name, downcast: true }));
    await expect(outcome).rejects.toMatchObject({ code, message: expect.stringContaining(text) as string });
  });

  it('refuses a message that is not released', async () => {
    const files = new UnwrittenFiles(WORKSPACE);
    const source = `export class OrderHeld extends event('orders.OrderHeld', { payload: z.object({}), key: () => '' }) {}`;
    files.write('libs/contracts/orders/src/order-held.ts', source);
    const outcome = versionGenerator(files, { name: 'orders/OrderHeld', base: 'HEAD', downcast: true });
    await expect(outcome).rejects.toMatchObject({
      code: 'GENERATOR_NOT_RELEASED',
      message: expect.stringContaining('Edit libs/contracts/orders/src/order-held.ts as it is.') as string,
    });
  });

  it.each(['two\nlines', 'a | b', '', 'x'.repeat(201)])('refuses the description %j', async (description) => {
    const outcome = attempt((files) =>
      versionGenerator(files, { name: 'orders/OrderPlaced', description, downcast: true }),
    );
    await expect(outcome).rejects.toThrow('GENERATOR_NAME_INVALID: The description cannot stand in a table.');
  });

  it.each(['no-such-branch', '--help', 'HEAD:package.json'])('refuses the revision %j', async (base) => {
    const outcome = attempt((files) => versionGenerator(files, { name: 'orders/OrderPlaced', base, downcast: true }));
    await expect(outcome).rejects.toMatchObject({ code: 'GENERATOR_UNKNOWN_REVISION' });
  });
});

describe('nx g subscription', () => {
  const start = 'beginning';

  it.each([
    ['shipping/HoldParcels', 'orders.OrderConfirmed', 'GENERATOR_NAME_INVALID'],
    ['shipping/constructor', 'orders.OrderConfirmed', 'GENERATOR_NAME_INVALID'],
    ['shipping/value-of', 'orders.OrderConfirmed', 'GENERATOR_NAME_INVALID'],
    ['shipping/delete', 'orders.OrderConfirmed', 'GENERATOR_NAME_INVALID'],
    ['shipping/../orders', 'orders.OrderConfirmed', 'GENERATOR_NAME_INVALID'],
    ['shipping/follow-order', 'orders.OrderConfirmed', 'GENERATOR_NAME_TAKEN'],
    ['shipping/hold-parcels', 'orders.constructor', 'GENERATOR_UNKNOWN_EVENT'],
    ['shipping/hold-parcels', 'orders.__proto__', 'GENERATOR_UNKNOWN_EVENT'],
    ['shipping/hold-parcels', 'OrderConfirmed', 'GENERATOR_UNKNOWN_EVENT'],
    ['shipping/hold-parcels', 'order.OrderConfirmed', 'GENERATOR_UNKNOWN_CONTEXT'],
  ])('refuses %s of %s', async (name, event, code) => {
    const outcome = attempt((files) => subscriptionGenerator(files, { name, event, start }));
    await expect(outcome).rejects.toMatchObject({ code });
  });

  it('refuses an event that the subscription has, and a table for one that is there', async () => {
    const followed = { name: 'shipping/follow-orders', event: 'orders.OrderConfirmed', start } as const;
    await expect(attempt((files) => subscriptionGenerator(files, followed))).rejects.toMatchObject({
      code: 'GENERATOR_NAME_TAKEN',
      message: expect.stringContaining("'follow-orders' of shipping follows orders.OrderConfirmed already") as string,
    });
    const table = { ...followed, event: 'payments.PaymentDeclined', entity: 'Parcel' };
    await expect(attempt((files) => subscriptionGenerator(files, table))).rejects.toThrow('Leave out --entity');
  });

  it('names the events that there are', async () => {
    const options = { name: 'orders/watch', event: 'shipping.PlaceOrder', start } as const;
    await expect(attempt((files) => subscriptionGenerator(files, options))).rejects.toMatchObject({
      code: 'GENERATOR_UNKNOWN_EVENT',
      message: expect.stringContaining('It has shipping.OrderShipped. A new one is made by') as string,
    });
  });
});

describe('nx g extension', () => {
  const access = 'sales';

  it.each([
    ['Customer', 'points', undefined, 'GENERATOR_NAME_INVALID', 'like loyalty/Customer'],
    ['nowhere/Customer', 'points', undefined, 'GENERATOR_UNKNOWN_CONTEXT', "There is no context 'nowhere'"],
    ['shipping/Nothing', 'points', undefined, 'GENERATOR_UNKNOWN_TYPE', 'shipping can extend'],
    ['shipping/Shipment', 'points', undefined, 'GENERATOR_UNKNOWN_TYPE', 'needs no extension'],
    ['shipping/Order', 'Parcel', undefined, 'GENERATOR_NAME_INVALID', '--field=points'],
    ['shipping/Order', 'constructor', undefined, 'GENERATOR_NAME_INVALID', 'mean nothing to TypeScript'],
    ['shipping/Order', 'toString', undefined, 'GENERATOR_NAME_INVALID', 'mean nothing to TypeScript'],
    ['shipping/Order', 'delete', undefined, 'GENERATOR_NAME_INVALID', 'mean nothing to TypeScript'],
    ['shipping/Order', 'parcel', 'Constructor', 'GENERATOR_NAME_INVALID', 'means something else'],
    ['shipping/Order', 'parcel', '../../Get', 'GENERATOR_NAME_INVALID', 'does not say where the query belongs'],
    ['shipping/../orders', 'parcel', undefined, 'GENERATOR_NAME_INVALID', 'does not say where the extension belongs'],
    ['shipping/Order', '../parcel', undefined, 'GENERATOR_NAME_INVALID', '--field=points'],
    ['shipping/constructor', 'points', undefined, 'GENERATOR_UNKNOWN_TYPE', 'shipping can extend'],
    ['shipping/Order', 'shipment', undefined, 'GENERATOR_NAME_TAKEN', 'order-shipment.resolver.ts is there already'],
    ['shipping/Order', 'state', undefined, 'GENERATOR_NAME_TAKEN', 'no longer be sound'],
    ['shipping/Customer', 'parcels', 'GetShipments', 'GENERATOR_LAYOUT', 'Let it take { customerIds: z.array(…) }'],
  ])('refuses %s --field=%s --query=%s', async (name, field, query, code, text) => {
    const options = { name, field, access, ...(query !== undefined && { query }) };
    const outcome = attempt((files) => extensionGenerator(files, options));
    await expect(outcome).rejects.toMatchObject({ code, message: expect.stringContaining(text) as string });
  });

  it('refuses a query that the API could not send', async () => {
    const options = { name: 'shipping/Order', field: 'parcel', access: 'internal' };
    await expect(attempt((files) => extensionGenerator(files, options))).rejects.toThrow('choose another --access');
  });
});
