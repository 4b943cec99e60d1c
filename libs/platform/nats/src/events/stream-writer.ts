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

/** The stream that stores the messages. */
export interface StoringStream {
  readonly name: string;
  /** Checks at the server whether the stream exists and can be used. */
  check(): Promise<boolean>;
}

/** Messages that are in flight together. */
interface Batch {
  readonly stream: StoringStream;
  left: number;
  /** Why the stream refused one of the messages. */
  refusal: string | undefined;
  checking: boolean;
  end(error?: Error): void;
}

/**
 * Publishes events. All messages of a batch are in flight at once, and one subscription receives the server's
 * acknowledgements: a request per message would cost twice as much.
 *
 * Followers see the reply subject of the acknowledgements, and can make the server publish there by using it as the
 * reply subject of their own messages. Therefore only a reply that names the right stream counts, because the server
 * sends such replies only for messages on the publisher's own subjects; any other reply only triggers a check of the
 * stream.
 */
export class StreamWriter {
  readonly #link: NatsLink;
  readonly #inbox: string;
  readonly #batches = new Map<string, Batch>();
  readonly #forbidden = new Set<string>();
  #next = 0;

  /** @param inboxPrefix prefix of the inboxes that only this host may subscribe to */
  constructor(link: NatsLink, inboxPrefix: string) {
    this.#link = link;
    // Followers see this inbox; from an inbox that the client generates they could guess other inboxes of this process.
    this.#inbox = `${inboxPrefix}.${randomBytes(16).toString('hex')}`;
    link.connection.subscribe(`${this.#inbox}.*`, {
      callback: (error, message) => {
        if (!error) this.#answered(message);
      },
    });
  }

  /** Publishes without waiting for a stream. Resolves once the server has received the messages. */
  async send(messages: readonly StreamWrite[]): Promise<void> {
    for (const { subject, body, headers } of messages) this.#link.connection.publish(subject, body, { headers });
    await this.#link.connection.flush();
    // Refusals arrive before the reply to the flush; let their events be handled first.
    await new Promise(setImmediate);
    const refused = messages.find(({ subject }) => this.#forbidden.delete(subject));
    if (refused) throw new Error(`The NATS server does not let this host publish to ${refused.subject}.`);
  }

  /**
   * Publishes and waits until a stream has acknowledged every message. Resolves to the reason if the stream refused
   * some; rejects if the server does not answer for all of them, which may have been stored.
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

  /** The connection broke: messages in flight will not be acknowledged. */
  connectionLost(): void {
    for (const batch of [...this.#batches.values()]) batch.end(new Error('The connection to NATS broke.'));
  }

  /** The server refused a publication of this host to a subject. */
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

/** Returns the stream that a message is about, and why that stream did not store the event. */
function acknowledgement(message: Msg): { stream?: string; error?: string } {
  try {
    const { stream, error } = message.json<{ stream?: string; error?: { description?: string } }>();
    if (typeof stream !== 'string') return {};
    return error ? { stream, error: String(error.description) } : { stream };
  } catch {
    return {};
  }
}
