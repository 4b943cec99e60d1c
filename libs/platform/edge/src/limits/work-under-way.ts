import type { FastifyInstance, FastifyRequest } from 'fastify';
import { OverloadedError, RateLimitedError } from './limit-errors.js';

/** Maximum points of large responses that one client has running: the points of the largest response. */
const MAX_POINTS = 50;
const AGAIN_MS = 1_000;

declare module 'fastify' {
  interface FastifyRequest {
    /** Called when the work of this request is over. */
    workOver?: () => void;
  }
}

/**
 * Limits the large responses that are produced concurrently, for each principal, and for all anonymous clients
 * together. One can take a second of this process; otherwise a few addresses could request many at once, and all other
 * clients would wait.
 */
export class WorkUnderWay {
  readonly #points = new Map<string, number>();

  /** @param patienceMs after this time a request no longer counts, whatever happened to it */
  constructor(private readonly patienceMs: number) {}

  /** @throws OverloadedError, RateLimitedError if too much work is running */
  begin(request: FastifyRequest, points: number): void {
    const share = request.allowance?.share;
    if (points === 0 || share === undefined) return;
    const before = this.#points.get(share) ?? 0;
    if (before > 0 && before + points > MAX_POINTS)
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

/** Registers the hook that notices when the response of a request is produced. */
export function registerWorkUnderWay(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, _reply, _payload, done) => {
    request.workOver?.();
    done();
  });
}
