import { expect, it } from 'vitest';
import { writtenCall } from '../../test/frames.js';
import { BatchWriter, type Batch } from './batch-writer.js';

/** A batch with one call. */
const aBatch = (id: number): Batch & { calls: { settled: boolean }[] } =>
  ({
    destination: { context: 'kitchen', address: { channel: 'call' } },
    calls: [{ ...writtenCall(id, 1_000), settled: false }],
  }) as never;

it('does not keep calls that are no longer waited for while its stream takes nothing', () => {
  const writer = new BatchWriter({ write: () => false, on: () => {} });
  writer.write(aBatch(1), 0);
  const [late, waiting] = [aBatch(2), aBatch(3)];
  for (const batch of [late, waiting]) writer.write(batch, 0);
  late.calls[0]!.settled = true;
  writer.forgetSettled();
  expect(writer.takeWaiting()).toEqual([waiting]);
});
