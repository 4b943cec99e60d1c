import type { StreamMessage } from '@multilith/runtime/transport';
import type { NatsLink } from '../connection/nats-link.js';
import type { Subjects } from '../wire/subjects.js';
import type { KeptStream } from './kept-stream.js';
import { encodeMessage } from './stream-message.js';
import type { StreamWrite, StreamWriter } from './stream-writer.js';

/** Bytes reserved for subject and headers beside the body of a message. */
const ENVELOPE_BYTES = 1_024;
/**
 * Characters of events in flight at once: far below the limit of messages that may wait for a follower at the server.
 */
const PART_LENGTH = 4 * 1024 ** 2;

/** Publishes the events of one context. If a stream keeps them, it waits until they are stored. */
export class EventPublisher {
  readonly stream: KeptStream;
  readonly #link: NatsLink;
  readonly #publisher: string;
  readonly #subjects: Subjects;
  readonly #writer: StreamWriter;

  constructor(link: NatsLink, writer: StreamWriter, stream: KeptStream, publisher: string, subjects: Subjects) {
    this.stream = stream;
    this.#link = link;
    this.#writer = writer;
    this.#publisher = publisher;
    this.#subjects = subjects;
  }

  /**
   * Publishes messages in order: the server preserves the order of one connection.
   * @throws the first error; messages after it may have been published
   */
  async append(messages: readonly StreamMessage[]): Promise<void> {
    // Without a connection, the client would buffer everything.
    if (!this.#link.connected) throw new Error('There is no connection to NATS.');
    for (const part of inParts(this.#writes(messages))) {
      const isKept = await this.stream.isUsable();
      await (isKept ? this.#store(part) : this.#writer.send(part));
    }
  }

  /**
   * Returns the messages to write. A message that is too large is left out: readers treat it as a gap and ask the
   * publisher's host.
   */
  #writes(messages: readonly StreamMessage[]): StreamWrite[] {
    const most = this.#link.maxPayload - ENVELOPE_BYTES;
    return messages
      .map((message): StreamWrite => {
        const subject = this.#subjects.event(this.#publisher, message.event.lane);
        return { subject, ...encodeMessage(message) };
      })
      .filter(({ body }) => body.length * 3 <= most || Buffer.byteLength(body) <= most);
  }

  async #store(writes: readonly StreamWrite[]): Promise<void> {
    try {
      const refusal = await this.#writer.store(writes, this.stream);
      // Followers have the events, but the stream is missing some; it would refuse further events for the same reason.
      if (refusal !== undefined) this.stream.refused(refusal);
    } catch (error) {
      // The stream may be gone: check it before the next attempt.
      this.stream.forget();
      throw error;
    }
  }
}

function inParts(writes: readonly StreamWrite[]): StreamWrite[][] {
  const parts: StreamWrite[][] = [];
  let length = Infinity;
  for (const write of writes) {
    if (length + write.body.length > PART_LENGTH) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)!.push(write);
    length += write.body.length;
  }
  return parts;
}
