import { expect, it } from 'vitest';
import { errorText, failureRecord } from './failure-text.js';

it('says what was thrown, with its code and what caused it, in one line', () => {
  const cause = new TypeError('the mailbox is full');
  const error = Object.assign(new Error('cannot send\n  to ada', { cause }), { code: '23505' });
  const { text, stack } = failureRecord(error);
  expect(text).toBe('Error (23505): cannot send to ada (caused by TypeError: the mailbox is full)');
  expect(stack).toMatch(
    /failure-text\.spec\.ts[^]*Caused by: TypeError: the mailbox is full\n[^]*failure-text\.spec\.ts/,
  );
});

it('says it once where the cause says the same', () => {
  const error = Object.assign(new Error('duplicate key'), { driverError: new Error('duplicate key') });
  expect(failureRecord(error).text).toBe('Error: duplicate key');
});

it('hides what it is asked to hide, in the stack too', () => {
  const { text, stack } = failureRecord(new Error('no mailbox ada@example.org'), (shown) =>
    shown.replaceAll('ada@example.org', '[personal]'),
  );
  expect(text).toBe('Error: no mailbox [personal]');
  expect(stack).toContain('no mailbox [personal]');
  expect(stack).not.toContain('ada@');
});

it('shows nothing, and does not fail, where hiding fails', () => {
  const { text } = failureRecord(new Error('no mailbox ada@example.org'), () => {
    throw new RangeError('too much to hide');
  });
  expect(text).toMatch(/^\(not shown/);
});

it('is short and takes whatever was thrown', () => {
  const { text, stack } = failureRecord(new Error('x'.repeat(10_000_000)));
  expect(text.length).toBeLessThanOrEqual(1_000);
  expect(stack!.length).toBeLessThanOrEqual(8_000);
  expect(failureRecord('out of paint')).toEqual({ text: 'string: out of paint', stack: undefined, reason: 'failed' });
  expect(failureRecord(undefined).text).toBe('undefined: undefined');
  expect(errorText({ status: 400 })).toBe('Object: { status: 400 }');
});
