import { expect, it } from 'vitest';
import { Overload } from './overload.js';

function overload(): { refuses: () => boolean; see: (...late: number[]) => void; wait: (ms: number) => void } {
  let now = 0;
  const watched = new Overload(100, () => now);
  return {
    refuses: () => {
      try {
        watched.requireRoomForStrangers();
        return false;
      } catch (error) {
        expect(error).toMatchObject({ code: 'UNAVAILABLE', statusCode: 503, retryAfter: 1 });
        return true;
      }
    },
    see: (...late) => {
      for (const ms of late) watched.saw(ms);
    },
    wait: (ms) => void (now += ms),
  };
}

it('refuses anonymous requests while timers are repeatedly late, and for a second afterwards', () => {
  const { refuses, see, wait } = overload();
  see(150, 150, 150);
  expect(refuses()).toBe(false);
  see(101);
  expect(refuses()).toBe(true);
  see(0, 0);
  wait(999);
  expect(refuses()).toBe(true);
  wait(1);
  expect(refuses()).toBe(false);
});

it('tolerates single long tasks', () => {
  const { refuses, see } = overload();
  for (let n = 0; n < 10; n++) see(5_000, 400, 120, 100);
  expect(refuses()).toBe(false);
});

it('refuses no request if it is off', () => {
  const off = new Overload(0);
  off.start();
  expect(() => off.requireRoomForStrangers()).not.toThrow();
});
