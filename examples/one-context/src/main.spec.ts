import { createTestDatabase } from '@multilith/testing';
import { expect, it, onTestFinished, vi } from 'vitest';

it('lends a book once', async () => {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  vi.stubEnv('DATABASE_URL', database.url);
  const log = vi.spyOn(console, 'log').mockReturnValue();
  await import('./main.js');
  expect(log.mock.calls.flat()).toEqual(['Bob has to wait: "Dracula" is lent out.', 'Ann has Dracula']);
});
