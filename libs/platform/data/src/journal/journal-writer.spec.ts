import { describe, expect, it } from 'vitest';
import { anEvent } from '../testing/events.js';
import { appendToJournal } from './journal-writer.js';

describe('appending to a journal', () => {
  const append = async (...payloads: string[]): Promise<number> => {
    let statements = 0;
    await appendToJournal(
      async () => void statements++,
      'orders',
      payloads.map((payload) => anEvent('k', payload)),
    );
    return statements;
  };

  it('takes events of any size that another host can be sent', async () => {
    expect(await append('x'.repeat(500_000), 'ü'.repeat(250_000))).toBe(1);
  });

  it.each([
    ['alone', ['x'.repeat(530_000)]],
    ['among others', ['small', 'x'.repeat(530_000)]],
    ['because of its bytes, not its characters', ['ü'.repeat(270_000)]],
  ])('refuses one that is too large before it writes anything: %s', async (_how, payloads) => {
    await expect(append(...payloads)).rejects.toMatchObject({ code: 'EVENT_TOO_LARGE' });
  });
});
