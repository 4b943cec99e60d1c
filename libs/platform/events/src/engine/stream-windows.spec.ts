import { describe, expect, it } from 'vitest';
import { LANES, type JournaledEvent } from '@multilith/data';
import { StreamWindows } from './stream-windows.js';

const KB = 1_024;
const event = (lane: number, position: bigint): JournaledEvent => ({ lane, position }) as JournaledEvent;

describe('what is kept of a stream', () => {
  it('is every event of a lane without a gap', () => {
    const windows = new StreamWindows();
    for (let position = 2n; position <= 10n; position += 2n) windows.add(event(3, position), position - 2n, KB);
    expect(windows.eventsOf(3, 0n, 10n, undefined)!.map(({ position }) => position)).toEqual([2n, 4n, 6n, 8n, 10n]);
    expect(windows.bytes).toBe(5 * KB);
    windows.add(event(3, 20n), 15n, KB);
    expect(windows.eventsOf(3, 10n, 20n, undefined)).toBeUndefined();
    expect(windows.eventsOf(3, 15n, 20n, undefined)).toHaveLength(1);
    expect(windows.bytes).toBe(KB);
  });

  it('is bounded in bytes over all lanes; the newest of each lane stays, without gaps', () => {
    const windows = new StreamWindows(1_000 * KB);
    let last = 0n;
    for (let round = 0; round < 200; round++)
      for (let lane = 0; lane < LANES; lane++) {
        windows.add(event(lane, BigInt(round + 1)), BigInt(round), (1 + (lane % 4)) * 10 * KB);
        expect(windows.bytes).toBeLessThanOrEqual(1_000 * KB);
        last = BigInt(round + 1);
      }
    for (let lane = 0; lane < LANES; lane++) {
      expect(windows.eventsOf(lane, last - 1n, last, undefined)).toHaveLength(1);
      expect(windows.eventsOf(lane, 0n, last, undefined)).toBeUndefined();
    }
  });

  it('is nothing of an event that is larger than what may be kept; the lane goes on after it', () => {
    const windows = new StreamWindows(100 * KB);
    windows.add(event(1, 1n), 0n, 500 * KB);
    expect(windows.bytes).toBe(0);
    expect(windows.eventsOf(1, 0n, 1n, undefined)).toBeUndefined();
    windows.add(event(1, 2n), 1n, KB);
    expect(windows.eventsOf(1, 1n, 2n, undefined)).toHaveLength(1);
    windows.clear();
    expect(windows.bytes).toBe(0);
  });
});
