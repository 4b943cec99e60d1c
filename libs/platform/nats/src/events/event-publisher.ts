import type { StreamMessage } from '@multilith/runtime/transport';
import type { NatsLink } from '../connection/nats-link.js';
import type { Subjects } from '../wire/subjects.js';
import type { KeptStream } from './kept-stream.js';
import { encodeMessage } from './stream-message.js';
import type { StreamWrite, StreamWriter } from './stream-writer.js';

/** Room for subject and headers beside the body of a message. */
const ENVELOPE_BYTES = 1_024;
/** Characters of events that are on their way at once: far less than what the server lets a follower have waiting. */
const PART_LENGTH = 4 * 1024 ** 2;

/** Publishes the events of one context. Where a stream keeps them, it waits until they are stored. */
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
   * Publishes messages in their order: the server takes those of one connection in it.
   * @throws the first error; messages after it may have been published
   */
  async append(messages: readonly StreamMessage[]): Promise<void> {
    // The client would keep everything until there is a connection.
    if (!this.#link.connected) throw new Error('There is no connection to NATS.');
    for (const part of inParts(this.#writes(messages))) {
      const isKept = await this.stream.isUsable();
      await (isKept ? this.#store(part) : this.#writer.send(part));
    }
  }

  /** Messages for the server. One that is too large is left out: a gap like any other, readers ask the publisher's host. */
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
      // Followers have the events. The copy lacks some, and more would be refused just so.
      if (refusal !== undefined) this.stream.refused(refusal);
    } catch (error) {
      // The stream may be gone: it is looked for before the next attempt.
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
