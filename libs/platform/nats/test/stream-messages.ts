import type { StreamMessage } from '@multilith/runtime/transport';

/** An event of orders at a position of its lane. */
export const message = (position: number, previous: number, lane = 3, text = ''): StreamMessage => ({
  epoch: 'e1',
  previous: String(previous),
  event: {
    id: `00000000-0000-4000-8000-${String(position).padStart(12, '0')}`,
    name: 'orders.OrderPlaced',
    version: 1,
    key: 'k',
    lane,
    position: String(position),
    occurredAt: new Date(0).toISOString(),
    payload: { text },
    trace: { traceId: '0'.repeat(32), spanId: '0'.repeat(16) },
  },
});

/** Events that follow each other. */
export const chain = (from: number, to: number): StreamMessage[] =>
  Array.from({ length: to - from + 1 }, (_, i) => message(from + i, from + i - 1));
