import { anEvent } from '@multilith/data/testing';
import { expect, it } from 'vitest';
import type { StreamMessage } from './event-streams.js';
import { JournalPush } from './journal-push.js';

it('leaves out an event that cannot be sent, so that followers notice the gap', () => {
  const sent: StreamMessage[] = [];
  let followed = (_isFollowed: boolean): void => {};
  const push = new JournalPush({
    publisher: 'orders',
    streams: [
      {
        pushed: true,
        prepare: async () => {},
        append: async (_publisher, messages) => void sent.push(...messages),
        follow: () => async () => {},
        onFollowed: (_publisher, listener) => (followed = listener),
      },
    ],
    seal: {
      tokenOfEvent: ({ position }) => {
        if (position === 2n) throw new Error('it cannot be signed');
        return undefined;
      },
    },
    epoch: () => 'an-epoch',
    onFollowed: () => {},
  });
  push.start();
  followed(true);
  push.grown('orders', [], 0n, 0n);
  const events = [1n, 2n, 3n].map((position) => ({ ...anEvent('k'), lane: 4, position }) as never);
  push.grown('orders', events, 0n, 3n);
  expect(sent.map(({ event, previous }) => [event.position, previous])).toEqual([
    ['1', '0'],
    ['3', '2'],
  ]);
});
