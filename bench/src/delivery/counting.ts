import { command, contract, event } from '@multilith/contract';
import { z } from 'zod';

/** Publishes so many events at once, with a thousand different keys. */
export class Emit extends command('source.Emit', {
  input: z.object({ from: z.int(), count: z.int().max(1_000) }),
  access: 'public',
}) {}

export class Emitted extends event('source.Emitted', {
  payload: z.object({ number: z.int() }),
  key: ({ number }) => String(number % 1_000),
}) {}

export const source = contract('source', [Emit, Emitted]);
export const counting = contract('counting', []);
