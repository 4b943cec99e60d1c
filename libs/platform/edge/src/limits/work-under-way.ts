import type { FastifyInstance, FastifyRequest } from 'fastify';
import { OverloadedError, RateLimitedError } from './limit-errors.js';

/** Points of large answers that one client has under way at most: those of the largest. */
const MOST_POINTS = 50;
const AGAIN_MS = 1_000;

declare module 'fastify' {
  interface FastifyRequest {
    /** The work that this request causes is over. */
    workOver?: () => void;
  }
}

/**
 * Bounds the large answers that are made at a time, for each customer, and for strangers together. One can take a second of
 * this process; a few addresses could ask for many at once, and everyone else would wait for all of them.
 */
export class WorkUnderWay {
  readonly #points = new Map<string, number>();

  /** @param patienceMs after this time a request no longer counts, whatever became of it */
  constructor(private readonly patienceMs: number) {}

  /** @throws OverloadedError, RateLimitedError while there is too much of it */
  begin(request: FastifyRequest, points: number): void {
    const share = request.allowance?.share;
    if (points === 0 || share === undefined) return;
    const before = this.#points.get(share) ?? 0;
    if (before > 0 && before + points > MOST_POINTS)
      throw request.edge?.principal ? new RateLimitedError(AGAIN_MS) : new OverloadedError();
    this.#points.set(share, before + points);
    let over = false;
    const end = (): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      const left = this.#points.get(share)! - points;
      if (left > 0) this.#points.set(share, left);
      else this.#points.delete(share);
    };
    // Not the end of its connection: the work goes on without it.
    const timer = setTimeout(end, this.patienceMs).unref();
    request.workOver = end;
  }
}

/** Sees when the answer of a request is made. */
export function registerWorkUnderWay(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, _reply, _payload, done) => {
    request.workOver?.();
    done();
  });
}
