import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeadlineTimer } from './deadline-timer.js';

describe('the deadline timer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('calls back once a deadline has passed, never before', () => {
    const timer = new DeadlineTimer();
    const expired: number[] = [];
    const start = Date.now();
    for (const delay of [1, 10, 25, 999]) timer.watch(start + delay, () => expired.push(Date.now() - start - delay));
    vi.advanceTimersByTime(2_000);
    expect(expired).toHaveLength(4);
    for (const late of expired) expect(late).toBeGreaterThanOrEqual(0);
    for (const late of expired) expect(late).toBeLessThanOrEqual(20);
  });

  it('forgets what is cancelled, wherever it stands in its tick', () => {
    const timer = new DeadlineTimer();
    const expired: string[] = [];
    const deadline = Date.now() + 50;
    const watches = ['a', 'b', 'c', 'd'].map((name) => timer.watch(deadline, () => expired.push(name)));
    for (const index of [0, 2, 3, 3]) timer.cancel(watches[index]!);
    vi.advanceTimersByTime(100);
    expect(expired).toEqual(['b']);
  });

  it('lets callbacks cancel others and watch new deadlines', () => {
    const timer = new DeadlineTimer();
    const expired: string[] = [];
    const deadline = Date.now() + 20;
    const first = timer.watch(deadline, () => expired.push('first'));
    timer.watch(deadline, () => {
      expired.push('second');
      timer.cancel(first);
      timer.watch(Date.now() + 20, () => expired.push('third'));
    });
    vi.advanceTimersByTime(200);
    expect(expired).toEqual(['second', 'third']);
  });

  it('calls back for a deadline that has passed already, and after the clock was set back', () => {
    const timer = new DeadlineTimer();
    const expired: string[] = [];
    timer.watch(Date.now() + 60_000, () => expired.push('in a minute'));
    vi.advanceTimersByTime(100);
    timer.watch(Date.now() - 5_000, () => expired.push('passed'));
    vi.advanceTimersByTime(20);
    expect(expired).toEqual(['passed']);
    vi.setSystemTime(Date.now() - 3_600_000);
    vi.advanceTimersByTime(20);
    timer.watch(Date.now() + 50, () => expired.push('set back'));
    vi.advanceTimersByTime(100);
    expect(expired).toEqual(['passed', 'set back']);
  });

  it('calls back for a deadline that has passed when a callback watches it', () => {
    const timer = new DeadlineTimer();
    const expired: string[] = [];
    timer.watch(Date.now() + 20, () => timer.watch(Date.now() - 1_000, () => expired.push('passed')));
    vi.advanceTimersByTime(60);
    expect(expired).toEqual(['passed']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('goes on after a callback that throws, whose error is reported', () => {
    const timer = new DeadlineTimer();
    const [expired, reported]: [string[], unknown[]] = [[], []];
    const report = vi.spyOn(globalThis, 'queueMicrotask').mockImplementation((throwIt) => {
      try {
        throwIt();
      } catch (error) {
        reported.push((error as Error).message);
      }
    });
    const deadline = Date.now() + 20;
    timer.watch(deadline, () => expired.push('in the same tick'));
    timer.watch(deadline, () => {
      throw new Error('broken');
    });
    vi.advanceTimersByTime(100);
    timer.watch(Date.now() + 20, () => expired.push('later'));
    vi.advanceTimersByTime(100);
    expect(expired).toEqual(['in the same tick', 'later']);
    expect(reported).toEqual(['broken']);
    report.mockRestore();
  });

  it('looks only at what is watched, after however long a sleep of the machine', () => {
    const timer = new DeadlineTimer();
    const expired: string[] = [];
    for (const name of ['first', 'second']) timer.watch(Date.now() + 50, () => expired.push(name));
    // Tick by tick, a century would take hours.
    vi.setSystemTime(Date.now() + 100 * 365 * 24 * 3_600_000);
    vi.advanceTimersByTime(100);
    expect(expired.sort()).toEqual(['first', 'second']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('sleeps until the next deadline, however many calls were answered before theirs', () => {
    const timer = new DeadlineTimer();
    const start = Date.now();
    const expired: string[] = [];
    for (let index = 0; index < 100; index++) timer.cancel(timer.watch(Date.now() + 10 * index, () => {}));
    timer.watch(Date.now() + 30_000, () => expired.push('late'));
    let wakeUps = 0;
    for (; Date.now() - start < 29_000; wakeUps++) vi.advanceTimersToNextTimer();
    expect(wakeUps).toBeLessThan(40);
    timer.watch(Date.now() + 50, () => expired.push('soon'));
    vi.advanceTimersByTime(70);
    expect(expired).toEqual(['soon']);
    vi.advanceTimersByTime(1_000);
    expect(expired).toEqual(['soon', 'late']);
  });

  it('has no timer running when nothing is watched', () => {
    const timer = new DeadlineTimer();
    timer.watch(Date.now() + 20, () => {});
    vi.advanceTimersByTime(100);
    expect(vi.getTimerCount()).toBe(0);
  });
});
