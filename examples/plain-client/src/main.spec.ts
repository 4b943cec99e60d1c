import { startNatsServer } from '@multilith/nats/testing';
import { createTestDatabase } from '@multilith/testing';
import { expect, it, onTestFinished, vi } from 'vitest';

it('answers a client that knows NATS and JSON only, and lets it hear of events', async () => {
  const [database, nats] = await Promise.all([createTestDatabase(), startNatsServer()]);
  onTestFinished(async () => {
    await Promise.all([database.drop(), nats.stop()]);
  });
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('NATS_URL', nats.url);
  const log = vi.spyOn(console, 'log').mockReturnValue();
  await import('./main.js');
  expect(log.mock.calls.flat()).toEqual([
    'event prices.PriceChanged: {"sku":"CUP","amount":950}',
    'answer: {"amount":950}',
  ]);
});
