import { expect, it } from 'vitest';
import { FollowerFeed } from './follower-feed.js';

it('keeps what waits for a follower that does not read, and not the slabs that it was written to', () => {
  const written: Buffer[] = [];
  let drain = (): void => {};
  let isFull = true;
  const feed = new FollowerFeed({
    write: (frame) => written.push(frame) > 0 && !isFull,
    on: (_event, listener) => (drain = listener),
  });
  for (let i = 0; i < 3; i++)
    feed.push(
      Buffer.allocUnsafeSlow(256 * 1024)
        .subarray(0, 100)
        .fill(i),
    );
  isFull = false;
  drain();
  expect(written.map(([first]) => first)).toEqual([0, 1, 2]);
  for (const { buffer } of written.slice(1)) expect(buffer.byteLength).toBeLessThan(64 * 1024);
});
