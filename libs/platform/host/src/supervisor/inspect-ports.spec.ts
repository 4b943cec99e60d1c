import { describe, expect, it } from 'vitest';
import { inspectPortOf } from './inspect-ports.js';

const contexts = ['payments', 'catalog', 'orders'];

describe('the port for debuggers of a host', () => {
  it('is stable when other contexts are extracted, so that editor settings stay valid', () => {
    expect(['monolith', 'catalog', 'orders', 'payments'].map((host) => inspectPortOf(9229, contexts, host, 0))).toEqual(
      [9229, 9230, 9231, 9232],
    );
  });

  it('differs for every process', () => {
    const ports = ['monolith', ...contexts].flatMap((host) =>
      [0, 1, 2].map((n) => inspectPortOf(9229, contexts, host, n)),
    );
    expect(new Set(ports).size).toBe(ports.length);
    const many = Array.from({ length: 150 }, (_, index) => `c${index}`);
    const all = many.flatMap((host) => [0, 1].map((n) => inspectPortOf(9229, many, host, n)));
    expect(new Set(all).size).toBe(all.length);
  });

  it('is refused beyond the last port', () => {
    expect(() => inspectPortOf(65_534, contexts, 'payments', 0)).toThrow(
      expect.objectContaining({ code: 'START_ARGUMENT', message: expect.stringContaining('such as 9229') }),
    );
  });
});
