import { expect, it } from 'vitest';
import { anEvent } from '../../test/engine/events.js';
import { failureText } from './failure-text.js';

const event = {
  ...anEvent('order-1', { email: 'ada@example.org', total: 98765, order: 'order-1' }),
  position: 1n,
  lane: 0,
};

it('keeps what went wrong and masks what the event carried', () => {
  const error = Object.assign(new Error('ada@example.org owes 98765 for order-1\nand more'), { code: '23505' });
  expect(failureText(error, event)).toBe('Error (23505): … owes … for order-1');
});

it('is short, and takes whatever was thrown', () => {
  expect(failureText(new Error('x'.repeat(1_000)), event).length).toBeLessThanOrEqual(300);
  expect(failureText('ada@example.org', event)).toBe('string: not an Error');
});
