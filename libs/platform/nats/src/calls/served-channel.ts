import type { CallStatistics, ServedCalls, ServedContext } from '@multilith/mux';
import { readCancellation } from '../wire/cancellation.js';
import { unreadableBatch } from '../wire/reply.js';
import { readBatch, readCall } from '../wire/request.js';
import type { Channel, Subjects } from '../wire/subjects.js';
import type { BrokerClient, BrokerMessage } from './broker-client.js';
import { Inboxes, type Inbox } from './inboxes.js';

/** Receives the calls to one context, or the requests to its journal, and their cancellations. */
export class ServedChannel {
  readonly channel: Channel;
  readonly #served: ServedContext<Inbox>;
  readonly #client: BrokerClient;
  readonly #inboxes: Inboxes;

  constructor(
    channel: Channel,
    served: ServedContext<Inbox>,
    calls: ServedCalls<Inbox>,
    client: BrokerClient,
    subjects: Subjects,
  ) {
    this.channel = channel;
    this.#served = served;
    this.#client = client;
    this.#inboxes = new Inboxes(served.context, subjects, calls);
  }

  get context(): string {
    return this.#served.context;
  }

  get statistics(): CallStatistics {
    return this.#served.statistics;
  }

  /** Number of running calls. */
  get running(): number {
    return this.#served.running;
  }

  /** Handles a message with calls. Each call gets an answer, unless the reply subject does not belong to the caller. */
  arrive({ text, subject, replyTo }: BrokerMessage): void {
    const from = replyTo === undefined ? undefined : this.#inboxes.sender(subject, replyTo);
    // The content of a call stays in memory until it is answered.
    const message = from && this.#served.open(from, text.length);
    if (!from || !message) return this.statistics.malformed();
    const batch = readBatch(text);
    if (typeof batch === 'string') {
      this.statistics.malformed();
      this.#client.publish(from.peer.subject, unreadableBatch(batch));
      return;
    }
    const now = Date.now();
    for (let i = 1; i < batch.length; i++) {
      const call = readCall(batch[i], from.host, now);
      if ('request' in call) this.#served.admit(message, call.id, call.request);
      else if (call.id === undefined) this.statistics.malformed();
      else this.#served.malformed(from, call.id, false, call.problem);
    }
    this.#served.run(message);
  }

  /** A host no longer waits for some of its calls. */
  cancel({ text, subject }: BrokerMessage): void {
    const cancelled = readCancellation(text);
    if (!cancelled) return this.statistics.malformed();
    this.#inboxes.canceller(subject, cancelled.secret)?.cancel(cancelled.ids);
  }
}
