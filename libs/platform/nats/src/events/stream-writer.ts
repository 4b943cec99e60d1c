import { randomBytes } from 'node:crypto';
import type { Msg, MsgHdrs } from '@nats-io/transport-node';
import type { NatsLink } from '../connection/nats-link.js';

/** Longest wait for the server to store messages, in milliseconds. */
const STORE_TIMEOUT_MS = 5_000;
/** Status of the server's own reply for a subject without a stream and without subscribers. */
const NO_RESPONDERS = 503;

/** A message for a stream. */
export interface StreamWrite {
  readonly subject: string;
  readonly body: string;
  readonly headers: MsgHdrs;
}

/** The stream that is to store messages. */
export interface StoringStream {
  readonly name: string;
  /** Asks the server whether the stream is there. */
  check(): Promise<boolean>;
}

/** Messages that are on their way together. */
interface Batch {
  readonly stream: StoringStream;
  left: number;
  /** Why the stream has not taken one of them. */
  refusal: string | undefined;
  checking: boolean;
  end(error?: Error): void;
}

/**
 * Publishes events. All messages of a batch are on their way at once, and what the server says of them arrives at one
 * subscription: a request for each would cost twice as much.
 *
 * Followers see where the acknowledgements go, and can have the server publish there: a host that publishes an event of its
 * own names the subject of the reply. So only what names the right stream counts, which the server says of messages on
 * the publisher's subjects alone; all else only gives cause to ask.
 */
export class StreamWriter {
  readonly #link: NatsLink;
  readonly #inbox: string;
  readonly #batches = new Map<string, Batch>();
  readonly #forbidden = new Set<string>();
  #next = 0;

  /** @param inboxPrefix where this host may receive what others send only to it */
  constructor(link: NatsLink, inboxPrefix: string) {
    this.#link = link;
    // Followers see it, and could guess the other inboxes of this process from one that the client draws.
    this.#inbox = `${inboxPrefix}.${randomBytes(16).toString('hex')}`;
    link.connection.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) => {
        if (!error) this.#answered(message);
      },
    });
  }

  /** Publishes without waiting for a stream. Resolves when the server has the messages. */
  async send(messages: readonly StreamWrite[]): Promise<void> {
    for (const { subject, body, headers } of messages) this.#link.connection.publish(subject, body, { headers });
    await this.#link.connection.flush();
    // What the server has refused it has said before, and is being reported.
    await new Promise(setImmediate);
    const refused = messages.find(({ subject }) => this.#forbidden.delete(subject));
    if (refused) throw new Error(`The NATS server does not let this host publish to ${refused.subject}.`);
  }

  /**
   * Publishes and waits until a stream has acknowledged every message. Resolves to the reason if it has refused some;
   * rejects if the server does not answer for all, which may have been stored.
   */
  store(messages: readonly StreamWrite[], stream: StoringStream): Promise<string | undefined> {
    if (messages.length === 0) return Promise.resolve(undefined);
    const token = String(this.#next++);
    const reply = `${this.#inbox}.${token}`;
    return new Promise((resolve, reject) => {
      const late = (): void =>
        batch.end(new Error(`The server has not stored the events in ${STORE_TIMEOUT_MS / 1_000} s.`));
      const timer = setTimeout(late, STORE_TIMEOUT_MS);
      const batch: Batch = {
        stream,
        left: messages.length,
        refusal: undefined,
        checking: false,
        end: (error) => {
          clearTimeout(timer);
          this.#batches.delete(token);
          if (error) reject(error);
          else resolve(batch.refusal);
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

  /** The connection broke: no acknowledgement will come for the messages on their way. */
  connectionLost(): void {
    for (const batch of [...this.#batches.values()]) batch.end(new Error('The connection to NATS broke.'));
  }

  /** The server did not let this host publish to a subject. */
  forbidden(subject: string): void {
    this.#forbidden.add(subject);
  }

  #answered(message: Msg): void {
    const batch = this.#batches.get(message.subject.slice(this.#inbox.length + 1));
    if (!batch) return;
    if (message.headers?.code === NO_RESPONDERS) return void this.#check(batch);
    const { stream, error } = acknowledgement(message);
    if (stream !== batch.stream.name) return;
    batch.refusal ??= error;
    if (--batch.left === 0) batch.end();
  }

  async #check(batch: Batch): Promise<void> {
    if (batch.checking) return;
    batch.checking = true;
    const isThere = await batch.stream.check();
    batch.checking = false;
    if (!isThere) batch.end(new Error('The server has not stored an event: no stream takes its subject.'));
  }
}

/** Which stream a message is about, and why that has not stored it. */
function acknowledgement(message: Msg): { stream?: string; error?: string } {
  try {
    const { stream, error } = message.json<{ stream?: string; error?: { description?: string } }>();
    if (typeof stream !== 'string') return {};
    return error ? { stream, error: String(error.description) } : { stream };
  } catch {
    return {};
  }
}
