import { Transform } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { httpError } from '../errors/http-error.js';
import { sendError } from '../errors/send-error.js';
import type { EdgeLimits } from './edge-limits.js';
import { OverloadedError, BodyTooLargeError, RateLimitedError } from './limit-errors.js';
import { whenOver } from './when-over.js';

/** Shares of the room for bodies: one client may use a quarter; all anonymous clients together, half. */
const SHARE = 4;
const SHARE_OF_STRANGERS = 2;
/** Bytes of a body that cost as much as one more request to read. */
const BYTES_PER_POINT = 32 * 1024;
/** Time in milliseconds after which a client that uses its share may retry. */
const AGAIN_MS = 1_000;

/** Bytes of bodies that running requests have sent or may send, per client and in total. */
class BodyRoom {
  readonly #held = new Map<string, number>();
  #total = 0;
  #ofStrangers = 0;

  constructor(private readonly most: number) {}

  /** @throws RateLimitedError, OverloadedError */
  take(client: string, bytes: number, stranger: boolean): void {
    const held = this.#held.get(client) ?? 0;
    // A single body always fits, however little room there is.
    if (held > 0 && held + bytes > this.most / SHARE) throw new RateLimitedError(AGAIN_MS);
    if (this.#total > 0 && this.#total + bytes > this.most) throw new OverloadedError();
    // Anonymous clients of a few addresses must not take the room of signed-in clients.
    if (stranger && this.#ofStrangers > 0 && this.#ofStrangers + bytes > this.most / SHARE_OF_STRANGERS)
      throw new OverloadedError();
    this.#held.set(client, held + bytes);
    this.#total += bytes;
    if (stranger) this.#ofStrangers += bytes;
  }

  giveBack(client: string, bytes: number, stranger: boolean): void {
    this.#total -= bytes;
    if (stranger) this.#ofStrangers -= bytes;
    const left = (this.#held.get(client) ?? 0) - bytes;
    if (left > 0) this.#held.set(client, left);
    else this.#held.delete(client);
  }
}

/**
 * Limits the memory of bodies before any of them is read: each by its sender, all together by their total size. A body
 * of unknown length counts as the longest one. Register it after the hook that identifies the sender.
 */
export function registerBodyLimits(
  fastify: FastifyInstance,
  { bodyBytes, anonymousBodyBytes, bodiesBytes }: Pick<EdgeLimits, 'bodyBytes' | 'anonymousBodyBytes' | 'bodiesBytes'>,
): void {
  const room = new BodyRoom(bodiesBytes);
  fastify.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const declared = lengthOf(request);
    if (declared === 0 || request.raw.socket.destroyed) return;
    const stranger = request.edge?.principal === undefined;
    const most = Math.min(stranger ? anonymousBodyBytes : bodyBytes, bodyBytes);
    try {
      if (declared !== undefined && declared > most) throw new BodyTooLargeError(most);
      const client = request.allowance?.key ?? '';
      const bytes = declared ?? most;
      request.allowance?.spend(Math.floor(bytes / BYTES_PER_POINT));
      room.take(client, bytes, stranger);
      // Fastify's onResponse does not run for a client that disconnects before it has sent everything.
      whenOver(reply, () => room.giveBack(client, bytes, stranger));
    } catch (error) {
      // The rest of the body is not awaited.
      return sendError(request, reply.header('connection', 'close'), httpError(error));
    }
  });
  fastify.addHook('preParsing', async (request, _reply, payload) => {
    const most = request.edge?.principal ? bodyBytes : anonymousBodyBytes;
    if (lengthOf(request) !== undefined || most >= bodyBytes) return payload;
    const counted = payload.pipe(counter(most));
    payload.once('error', (error: Error) => counted.destroy(error));
    return counted;
  });
}

/** Returns the length of a body in bytes; `undefined` if the client does not announce it. */
function lengthOf({ headers }: FastifyRequest): number | undefined {
  if (headers['transfer-encoding'] !== undefined) return undefined;
  const length = Number(headers['content-length'] ?? 0);
  return Number.isSafeInteger(length) ? length : Number.MAX_SAFE_INTEGER;
}

/** Passes a body on, up to a maximum length. */
function counter(most: number): Transform {
  let received = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      if (received > most) done(new BodyTooLargeError(most));
      else done(null, chunk);
    },
  });
}
