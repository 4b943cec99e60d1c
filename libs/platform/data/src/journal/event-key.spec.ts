import { event } from '@multilith/contract';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { eventKeyOf } from './event-key.js';

class Moved extends event('parcels.Moved', {
  payload: z.object({ parcel: z.string(), key: z.json() }),
  key: ({ parcel, key }) =>
    key === 'joined' ? `${parcel}\0left` : key === 'cut' ? parcel.slice(0, 1) : (key as never),
}) {}

it('is what the event names, and is checked though it is made by a function', () => {
  expect(eventKeyOf(new Moved({ parcel: 'p', key: 'p-1' }))).toBe('p-1');
  for (const key of ['joined', 'cut', 7, null, ['p-1'], { id: 'p-1' }, ''])
    expect(() => eventKeyOf(new Moved({ parcel: '😀', key }))).toThrow(
      expect.objectContaining({ code: 'EVENT_KEY_INVALID' }),
    );
});
