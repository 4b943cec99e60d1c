import type { StreamMessage } from '@multilith/runtime';
import type { EventStream } from './event-stream.js';
import { decodeMessage } from './stream-message.js';

/** Between attempts to follow a stream that cannot be followed, in milliseconds. */
const RETRY_MS = { first: 100, longest: 5_000 };

/** Notifications after which the consumer is made anew: it, its stream or its server is gone. */
const ENDS: ReadonlySet<string> = new Set([
  'consumer_deleted',
  'consumer_not_found',
  'stream_not_found',
  'heartbeats_missed',
  'no_responders',
]);

type Messages = Awaited<ReturnType<EventStream['messagesAfter']>>;

/**
 * Follows one stream until it is stopped, through every outage. It goes on where it was as long as the stream is the
 * same; in a new one it begins at the end, since what it misses is read from the journal.
 */
export class StreamFollower {
  readonly #stream: EventStream;
  readonly #onMessage: (message: StreamMessage) => void;
  readonly #running: Promise<void>;
  #messages: Messages | undefined;
  #endPause: () => void = () => {};
  #created: string | undefined;
  #sequence = 0;
  #failures = 0;
  #stopped = false;

  constructor(stream: EventStream, onMessage: (message: StreamMessage) => void) {
    this.#stream = stream;
    this.#onMessage = onMessage;
    this.#running = this.#run();
  }

  /** Makes the consumer anew, now. */
  restart(): void {
    this.#failures = 0;
    this.#messages?.stop();
    this.#endPause();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.restart();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#follow();
      } catch {
        // Whatever it was, the reader reads the journal meanwhile.
      }
      if (!this.#stopped) await this.#pause(Math.min(RETRY_MS.longest, RETRY_MS.first * 2 ** this.#failures++));
    }
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #follow(): Promise<void> {
    const end = await this.#stream.end();
    if (!end) return;
    const isSame = end.created === this.#created && end.last >= this.#sequence;
    if (!isSame) this.#sequence = end.last;
    this.#created = end.created;
    const messages = await this.#stream.messagesAfter(this.#sequence);
    this.#messages = messages;
    this.#failures = 0;
    if (this.#stopped) messages.stop();
    void this.#endWith(messages);
    for await (const message of messages) {
      this.#sequence = message.seq;
      const decoded = decodeMessage(message.string(), message.headers);
      if (decoded) this.#onMessage(decoded);
    }
  }

  async #endWith(messages: Messages): Promise<void> {
    for await (const { type } of messages.status()) if (ENDS.has(type)) messages.stop();
  }
}
