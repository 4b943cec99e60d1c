import type { NatsConnection } from '@nats-io/transport-node';
import { jetstreamManager } from '@nats-io/jetstream';
import { beforeAll, describe, expect, it } from 'vitest';
import { guardedHosts, HOSTS, type HostName } from '../../test/guarded-hosts.js';

const CONTEXTS = ['catalog', 'customers', 'orders', 'payments', 'reporting'] as const;
type Context = (typeof CONTEXTS)[number];

/*
 * Permissions of every host, written by hand: the generated permissions must be equivalent. In each pair, the first may
 * do it with the second. Hosts do not use the network for contexts of their own.
 */
const HOME: Record<Context, HostName> = {
  catalog: 'monolith',
  customers: 'monolith',
  orders: 'orders',
  payments: 'payments',
  reporting: 'reporting',
};
const CALLS: [HostName, Context][] = [
  // For the APIs in the monolith. The API of orders also calls customers, which runs there.
  ['monolith', 'orders'],
  ['monolith', 'payments'],
  ['orders', 'catalog'],
  ['payments', 'catalog'],
];
const FOLLOWS: [HostName, Context][] = [
  // For live views in the APIs; and customers follows reporting.
  ['monolith', 'orders'],
  ['monolith', 'payments'],
  ['monolith', 'reporting'],
  ['orders', 'payments'],
  ['payments', 'orders'],
  ['reporting', 'orders'],
];
const has = (pairs: [HostName, Context][], host: string, context: string): boolean =>
  pairs.some(([first, second]) => first === host && second === context);

/** A subject, and the hosts that may use it. */
interface Row {
  readonly subject: string;
  readonly queue?: string;
  readonly may: readonly string[];
  /**
   * Hosts that some server versions allow `>` as the last token where they may subscribe to `*`. It grants nothing
   * more.
   */
  readonly perhaps?: readonly string[];
}
const hostsThat = (may: (host: HostName) => boolean): HostName[] => HOSTS.filter(may);

const publishing: Row[] = [
  ...CONTEXTS.flatMap((context): Row[] => [
    ...HOSTS.flatMap((named): Row[] => [
      { subject: `multilith.call.${context}.${named}`, may: has(CALLS, named, context) ? [named] : [] },
      { subject: `multilith.journal.${context}.${named}`, may: has(FOLLOWS, named, context) ? [named] : [] },
      {
        subject: `multilith.cancel.${context}.${named}`,
        may: has(CALLS, named, context) || has(FOLLOWS, named, context) ? [named] : [],
      },
      {
        subject: `multilith.reply.${named}.${context}.secret.1-1`,
        may: has(CALLS, named, context) || has(FOLLOWS, named, context) ? [HOME[context]] : [],
      },
    ]),
    ...['call', 'journal', 'cancel'].flatMap((channel): Row[] => [
      { subject: `multilith.${channel}.${context}`, may: [] },
      { subject: `multilith.${channel}.${context}.TOOLS`, may: [] },
      { subject: `multilith.${channel}.${context}.*`, may: [] },
      { subject: `multilith.${channel}.${context}.monolith.more`, may: [] },
    ]),
    { subject: `multilith.reply.${HOME[context]}.${context}.secret.1-1`, may: [] },
    { subject: `multilith.reply.TOOLS.${context}.secret.1-1`, may: [] },
    { subject: `multilith.announce.${context}`, may: [HOME[context]] },
    { subject: `multilith.events.${context}.3`, may: [HOME[context]] },
    { subject: `multilith.events.${context}.3.more`, may: [] },
    ...[
      'STREAM.CREATE',
      'STREAM.UPDATE',
      'STREAM.DELETE',
      'STREAM.PURGE',
      'STREAM.SNAPSHOT',
      'STREAM.RESTORE',
      'STREAM.MSG.GET',
      'STREAM.MSG.DELETE',
      'DIRECT.GET',
      'CONSUMER.CREATE',
      'CONSUMER.NAMES',
      'CONSUMER.LIST',
    ].map((request) => ({ subject: `$JS.API.${request}.multilith_events_${context}`, may: [] })),
    ...[
      'CONSUMER.CREATE',
      'CONSUMER.INFO',
      'CONSUMER.DELETE',
      'CONSUMER.PAUSE',
      'CONSUMER.MSG.NEXT',
      'CONSUMER.DURABLE.CREATE',
      'CONSUMER.UNPIN',
    ].map((request) => ({ subject: `$JS.API.${request}.multilith_events_${context}.reader`, may: [] })),
    { subject: `$JS.API.STREAM.INFO.multilith_events_${context}`, may: [HOME[context]] },
    { subject: `$JS.ACK.multilith_events_${context}.reader.1.1.1.1.1`, may: [] },
    { subject: `staging.call.${context}.monolith`, may: [] },
  ]),
  ...HOSTS.map((named) => ({ subject: `multilith.inbox.${named}.x`, may: [] })),
  // Replies of the service API.
  { subject: 'multilith.inbox.TOOLS.x', may: HOSTS },
  ...[
    ...['INFO', 'STREAM.NAMES', 'STREAM.LIST', 'STREAM.CREATE.other', 'STREAM.INFO.other', 'ACCOUNT.PURGE.x'],
    ...['META.LEADER.STEPDOWN', 'STREAM.TEMPLATE.CREATE.x'],
  ].map((request) => ({ subject: `$JS.API.${request}`, may: [] })),
  ...['$SYS.REQ.SERVER.PING', '$SYS.REQ.USER.INFO', '$SYS.ACCOUNT.x', '$SRV.PING', '$SRV.INFO.orders', '$KV.x.y'].map(
    (subject) => ({ subject, may: [] }),
  ),
  ...['anything', '_INBOX.x', 'multilith', 'multilith.x', 'multilith.reply.monolith'].map((subject) => ({
    subject,
    may: [],
  })),
];

const subscribing: Row[] = [
  ...CONTEXTS.flatMap((context): Row[] => [
    ...['call', 'journal'].flatMap((channel): Row[] => [
      { subject: `multilith.${channel}.${context}.*`, queue: 'hosts', may: [HOME[context]] },
      // A part of them, too.
      { subject: `multilith.${channel}.${context}.monolith`, queue: 'hosts', may: [HOME[context]] },
      { subject: `multilith.${channel}.${context}.*`, queue: 'another', may: [] },
      { subject: `multilith.${channel}.${context}.*`, may: [] },
      { subject: `multilith.${channel}.${context}.>`, queue: 'hosts', may: [], perhaps: [HOME[context]] },
      { subject: `multilith.${channel}.${context}`, queue: 'hosts', may: [] },
    ]),
    { subject: `multilith.cancel.${context}.*`, may: [HOME[context]] },
    { subject: `multilith.announce.${context}`, may: hostsThat((host) => has(FOLLOWS, host, context)) },
    { subject: `multilith.events.${context}.*`, may: hostsThat((host) => has(FOLLOWS, host, context)) },
    { subject: `multilith.events.${context}.3`, may: hostsThat((host) => has(FOLLOWS, host, context)) },
    {
      subject: `multilith.events.${context}.>`,
      may: [],
      perhaps: hostsThat((host) => has(FOLLOWS, host, context)),
    },
    { subject: `$JS.API.STREAM.CREATE.multilith_events_${context}`, may: [] },
  ]),
  ...HOSTS.flatMap((named): Row[] => [
    { subject: `multilith.reply.${named}.>`, may: [named] },
    { subject: `multilith.reply.${named}.orders.secret.*`, may: [named] },
    { subject: `multilith.reply.*.${named}.>`, may: [] },
    { subject: `multilith.inbox.${named}.>`, may: [named] },
    { subject: `$SRV.PING.${named}`, may: [named] },
    { subject: `$SRV.INFO.${named}.id`, may: [named] },
    { subject: `$SRV.STATS.${named}.*`, may: [named] },
  ]),
  ...['PING', 'INFO', 'STATS'].map((verb) => ({ subject: `$SRV.${verb}`, may: HOSTS })),
  ...[
    ...[
      'multilith.inbox.TOOLS.>',
      'multilith.inbox.*.*',
      'multilith.inbox.>',
      'multilith.reply.>',
      'multilith.reply.*.*.*.*',
    ],
    ...['multilith.call.>', 'multilith.call.*.*', 'multilith.journal.>', 'multilith.cancel.>', 'multilith.announce.*'],
    ...[
      'multilith.announce.>',
      'multilith.events.>',
      'multilith.events.*.*',
      'multilith.>',
      'multilith.*.*',
      '*.>',
      '>',
    ],
    ...['_INBOX.>', '$JS.>', '$JS.API.>', '$JS.EVENT.>', '$JS.ACK.>', '$SYS.>', '$SRV.>', '$SRV.PING.*', 'staging.>'],
  ].flatMap((subject): Row[] => [
    { subject, may: [] },
    { subject, queue: 'hosts', may: [] },
  ]),
];

describe.each(HOSTS)('with the password of %s', (login) => {
  const hosts = guardedHosts();
  let client: NatsConnection;
  beforeAll(async () => {
    // JetStream answers requests.
    const manager = await jetstreamManager(await hosts.intruder('TOOLS'));
    for (const context of CONTEXTS)
      await manager.streams.add({ name: `multilith_events_${context}`, subjects: [`multilith.events.${context}.*`] });
    client = await hosts.intruder(login);
  });
  const text = ({ subject, queue }: Row): string => (queue === undefined ? subject : `${subject} in ${queue}`);

  it('only the hosts in the table can publish to each subject', async () => {
    const allowed: string[] = [];
    for (const row of publishing) {
      client.publish(row.subject, 'x');
      const refusals = await hosts.refusals(client);
      if (refusals.length === 0) allowed.push(text(row));
      else expect(refusals).toEqual([`publish ${row.subject}`]);
    }
    expect(allowed).toEqual(publishing.filter(({ may }) => may.includes(login)).map(text));
  });

  it('only the hosts in the table can subscribe to each subject', async () => {
    const rows = subscribing.filter(({ perhaps }) => !perhaps?.includes(login));
    const allowed: string[] = [];
    for (const row of rows) {
      const queue = row.queue === undefined ? {} : { queue: row.queue };
      const subscription = client.subscribe(row.subject, { callback: () => {}, ...queue });
      const refusals = await hosts.refusals(client);
      if (refusals.length === 0) allowed.push(text(row));
      else expect(refusals).toEqual([`subscription ${row.subject}`]);
      subscription.unsubscribe();
    }
    expect(allowed).toEqual(rows.filter(({ may }) => may.includes(login)).map(text));
  });
});
