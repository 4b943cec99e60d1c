import { createTestDatabase } from '@multilith/testing';
import { expect, it, onTestFinished, vi } from 'vitest';

it('gives points for the events of the other context', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  vi.stubEnv('DATABASE_URL', database.url);
  const log = vi.spyOn(console, 'log').mockReturnValue();
  await import('./main.js');
  expect(log.mock.calls.flat()).toEqual(['ann has 30 points']);
});
