import type { JournaledEvent } from '@multilith/data';
import { describe, expect, it } from 'vitest';
import { eventFromWire, eventToWire } from './journal-wire.js';

const event: JournaledEvent = {
  eventId: '9b2f0f3e-6d0c-4a53-8a2e-0d5f6b7c8d9e',
  name: 'orders.Placed',
  version: 3,
  key: 'a',
  lane: 4,
  position: 9_007_199_254_740_993n,
  occurredAt: new Date('2031-01-02T03:04:05.006Z'),
  payload: { id: 'a' },
  headers: {
    trace: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) },
    causedBy: 'orders.Place',
    earlier: { 1: { n: 1 }, 2: null },
    fingerprint: '0123456789abcdef',
  },
};
const wire = (changed: object = {}): unknown =>
  JSON.parse(JSON.stringify({ ...eventToWire(event, undefined), ...changed }));

describe('an event between hosts', () => {
  it('arrives with its content in every version', () => {
    expect(eventFromWire(wire(), 'orders', undefined)).toEqual(event);
  });

  it('has neither other versions nor a fingerprint if it was stored without them', () => {
    const { earlier: _, fingerprint: __, ...headers } = event.headers;
    const plain = { ...event, headers };
    expect(eventFromWire(JSON.parse(JSON.stringify(eventToWire(plain, undefined))), 'orders', undefined)).toEqual(
      plain,
    );
  });

  it.each([
    ['a version that no database takes', { version: 2_147_483_648 }],
    ['no version', { version: 0 }],
    ['a version that is no whole number', { version: 1.5 }],
    ['a list of versions', { earlier: [1] }],
    ['text for versions', { earlier: 'v1' }],
    ['no versions', { earlier: null }],
    ['a version that is no number', { earlier: { latest: {} } }],
    ['a version below one', { earlier: { 0: {} } }],
    ['a fingerprint that no database takes', { fingerprint: '0123456789abcde\0' }],
    ['a fingerprint of another length', { fingerprint: 'ab' }],
    ['a fingerprint that is no text', { fingerprint: 5 }],
  ])('is refused with %s', (_what, changed) => {
    expect(() => eventFromWire(wire(changed), 'orders', undefined)).toThrow(TypeError);
  });
});
