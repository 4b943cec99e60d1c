import { createInbox, type Msg, type MsgHdrs } from '@nats-io/transport-node';
import type { NatsLink } from '../connection/nats-link.js';

/** Longest wait for the server to store messages, in milliseconds. */
const STORE_TIMEOUT_MS = 5_000;

/** A message for a stream. */
export interface StreamWrite {
  readonly subject: string;
  readonly body: string;
  readonly headers: MsgHdrs;
}

/** Messages that are on their way together. */
interface Batch {
  left: number;
  end(error?: Error): void;
}

/**
 * Writes to the streams of a server. All messages of a batch are on their way at once, and what the server says of them
 * arrives at one subscription: a request for each would cost twice as much.
 */
export class StreamWriter {
  readonly #link: NatsLink;
  readonly #inbox: string;
  readonly #batches = new Map<string, Batch>();
  #next = 0;

  /** @param inboxPrefix where this host may receive what others send only to it */
  constructor(link: NatsLink, inboxPrefix: string) {
    this.#link = link;
    this.#inbox = createInbox(inboxPrefix);
    link.connection.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) => {
        if (!error) this.#stored(message);
      },
    });
  }

  /** Resolves when all are stored; rejects with the first error, and may have stored the others. */
  write(messages: readonly StreamWrite[]): Promise<void> {
    if (messages.length === 0) return Promise.resolve();
    const token = String(this.#next++);
    const reply = `${this.#inbox}.${token}`;
    return new Promise((resolve, reject) => {
      const late = (): void =>
        batch.end(new Error(`The server has not stored the events in ${STORE_TIMEOUT_MS / 1_000} s.`));
      const timer = setTimeout(late, STORE_TIMEOUT_MS);
      const batch: Batch = {
        left: messages.length,
        end: (error) => {
          clearTimeout(timer);
          this.#batches.delete(token);
          if (error) reject(error);
          else resolve();
        },
      };
      this.#batches.set(token, batch);
      try {
        for (const { subject, body, headers } of messages)
          this.#link.connection.publish(subject, body, { reply, headers });
      } catch (error) {
        batch.end(error as Error);
      }
    });
  }

  /** The connection broke: nobody will say what became of the messages on their way. */
  connectionLost(): void {
    for (const batch of [...this.#batches.values()]) batch.end(new Error('The connection to NATS broke.'));
  }

  #stored(message: Msg): void {
    const batch = this.#batches.get(message.subject.slice(this.#inbox.length + 1));
    if (!batch) return;
    const problem = problemIn(message);
    if (problem !== undefined) batch.end(new Error(`The server has not stored an event: ${problem}.`));
    else if (--batch.left === 0) batch.end();
  }
}

/** Why a message was not stored; `undefined` when it was. */
function problemIn(message: Msg): string | undefined {
  if (message.headers?.code === 503) return 'no stream takes its subject';
  try {
    const { error, stream } = message.json<{ error?: { description?: string }; stream?: string }>();
    if (!error && typeof stream === 'string') return undefined;
    return error?.description ?? 'its answer is none';
  } catch {
    return 'its answer is none';
  }
}
