import type { FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';
import type { EdgeLimits } from './edge-limits.js';
import { whenOver } from './when-over.js';

/** How often answers are looked for that are not read, in milliseconds. */
const LOOK_EVERY_MS = 1_000;

/** How slowly a client may read. */
export interface ReadingSpeed {
  /** How long any answer may take to be read, in milliseconds. */
  readonly patienceMs: number;
  /** How many bytes take one second more. */
  readonly bytesPerSecond: number;
}

interface Answer {
  readonly client: string;
  readonly bytes: number;
  readonly socket: Socket;
  /** When it must have been read. */
  readonly until: number;
}

/** Answers that are not read yet, with their clients. */
class AnswerRoom {
  readonly #answers = new Set<Answer>();
  #total = 0;

  constructor(private readonly most: number) {}

  /** Keeps an answer; where they come to too much, the client with the most of them loses its oldest. */
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
 * Bounds the memory of answers whose clients read slowly, or not at all but for a byte now and then: all together by the room
 * for them, and each by a time that grows with its length.
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
