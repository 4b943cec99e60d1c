import type { FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';
import type { EdgeLimits } from './edge-limits.js';
import { whenOver } from './when-over.js';

/** Interval of the check for unread responses, in milliseconds. */
const LOOK_EVERY_MS = 1_000;

/** Lowest speed at which a client may read. */
export interface ReadingSpeed {
  /** Time for reading any response, in milliseconds. */
  readonly patienceMs: number;
  /** Number of bytes that add one second. */
  readonly bytesPerSecond: number;
}

interface Answer {
  readonly client: string;
  readonly bytes: number;
  readonly socket: Socket;
  /** Time by which it must have been read. */
  readonly until: number;
}

/** Responses that are not read yet, with their clients. */
class AnswerRoom {
  readonly #answers = new Set<Answer>();
  #total = 0;

  constructor(private readonly most: number) {}

  /** Keeps a response; if the total is too large, the client with the most unread bytes loses its oldest response. */
  add(answer: Answer): void {
    this.#answers.add(answer);
    this.#total += answer.bytes;
    while (this.#total > this.most && this.#answers.size > 1) this.#drop(this.#oldestOfLargest());
  }

  delete(answer: Answer): void {
    if (this.#answers.delete(answer)) this.#total -= answer.bytes;
  }

  dropLate(now: number): void {
    for (const answer of this.#answers) if (answer.until < now) this.#drop(answer);
  }

  #drop(answer: Answer): void {
    this.delete(answer);
    answer.socket.destroy();
  }

  #oldestOfLargest(): Answer {
    const held = new Map<string, number>();
    for (const { client, bytes } of this.#answers) held.set(client, (held.get(client) ?? 0) + bytes);
    const [largest] = [...held].reduce((a, b) => (b[1] > a[1] ? b : a));
    return [...this.#answers].find(({ client }) => client === largest)!;
  }
}

/**
 * Limits the memory of responses whose clients read slowly, or almost nothing: all together by their total size, and
 * each by a time that grows with its length.
 */
export function registerAnswerLimits(
  fastify: FastifyInstance,
  { answersBytes }: Pick<EdgeLimits, 'answersBytes'>,
  { patienceMs, bytesPerSecond }: ReadingSpeed,
): void {
  const room = new AnswerRoom(answersBytes);
  const timer = setInterval(() => room.dropLate(performance.now()), LOOK_EVERY_MS).unref();
  fastify.addHook('onClose', async () => clearInterval(timer));
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const bytes = typeof payload === 'string' || payload instanceof Uint8Array ? payload.length : 0;
    const until = performance.now() + patienceMs + (bytes / bytesPerSecond) * 1_000;
    const client = request.allowance?.key ?? '';
    const answer: Answer = { client, bytes, socket: request.raw.socket, until };
    room.add(answer);
    whenOver(reply, () => room.delete(answer));
    done();
  });
}
