import { startNatsServer } from '@multilith/nats/testing';
import { createTestDatabase } from '@multilith/testing';
import { expect, it, onTestFinished, vi } from 'vitest';

it('gives a consumer that knows version 1 from its JSON Schema the events of version 2', async () => {
  const [database, nats] = await Promise.all([createTestDatabase(), startNatsServer({ jetStream: true })]);
  onTestFinished(async () => {
    await Promise.all([database.drop(), nats.stop()]);
  });
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('NATS_URL', nats.url);
  const log = vi.spyOn(console, 'log').mockReturnValue();
  await import('./main.js');
  expect(log.mock.calls.flat()).toEqual(['ann: 2 tickets', 'bob: 1 tickets']);
});
