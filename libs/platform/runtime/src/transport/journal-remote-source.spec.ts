import { describe, expect, it } from 'vitest';
import { describeSource, MemoryJournal, memorySource, postgresSource } from '@multilith/events/testing';
import { anEvent } from '@multilith/data/testing';
import { JournalLoopback, PAYMENTS } from '../../test/transport/journal-loopback.js';
import type { JournalSource } from '@multilith/events';
import { RemoteJournalSource } from './journal-remote-source.js';
import type { PrincipalSeal } from '../principal/principal-seal.js';

const SEAL: PrincipalSeal = { tokenOfEvent: ({ eventId }) => `sealed:${eventId}` };

const overLoopback = (source: JournalSource): JournalSource =>
  new RemoteJournalSource({
    publisher: 'orders',
    ...PAYMENTS,
    transport: new JournalLoopback([source], SEAL),
    seal: SEAL,
  });

describeSource('A host elsewhere with a journal in memory', () => memorySource(overLoopback));
describeSource('A host elsewhere with PostgreSQL', () => postgresSource(overLoopback));

describe('the journal of another host', () => {
  const ask = { upTo: 10n ** 9n, names: ['orders.OrderPlaced'], limit: 500 };
  const remote = (transport: JournalLoopback, seal: PrincipalSeal | undefined = SEAL): RemoteJournalSource =>
    new RemoteJournalSource({ publisher: 'orders', ...PAYMENTS, transport, seal });

  it('comes in replies that fit into a message, however large the events are', async () => {
    const journal = new MemoryJournal('orders');
    journal.append(...Array.from({ length: 200 }, (_, n) => anEvent(`k${n}`, 'x'.repeat(10_000))));
    const transport = new JournalLoopback([journal]);
    expect(await remote(transport).read(0n, ask)).toHaveLength(200);
    expect(transport.largestReply).toBeGreaterThan(200_000);
    expect(transport.largestReply).toBeLessThan(300_000);
  });

  it('says which host is missing, and that nothing is lost', async () => {
    const transport = new JournalLoopback([new MemoryJournal('orders')]);
    transport.down = true;
    const problem = await remote(transport)
      .mark()
      .catch((error: unknown) => error);
    expect(problem).toMatchObject({ code: 'JOURNAL_UNAVAILABLE' });
    expect((problem as Error).message).toMatch(
      /journal of 'orders' cannot be read: 'orders' is not served\..*Nothing is lost/,
    );
  });

  it('leaves principals as they came until they are handled: none keeps the events after it from being read', async () => {
    const journal = new MemoryJournal('orders');
    const principal = { subject: 'eve', roles: ['admin'] };
    for (let i = 0; i < 3; i++) journal.append({ ...anEvent('k'), headers: { ...anEvent('').headers, principal } });
    const tokens = ['no token', 'x'.repeat(100_000), { sub: 'eve' } as unknown as string];
    const forging = new JournalLoopback([journal], { tokenOfEvent: () => tokens.shift() });
    const events = await remote(forging).read(0n, ask);
    expect(events.map(({ headers }) => [headers.principal, headers.eventToken])).toEqual([
      [undefined, 'no token'],
      [undefined, ''],
      [undefined, ''],
    ]);
  });

  it('answers a malformed question with a failure, and reports it', async () => {
    const transport = new JournalLoopback([new MemoryJournal('orders')]);
    const source = remote(transport);
    await expect(source.read(-1n, ask)).rejects.toMatchObject({ code: 'JOURNAL_UNAVAILABLE' });
  });
});
