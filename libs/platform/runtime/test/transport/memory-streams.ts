import type { Clock, Randomness } from '@multilith/events';
import type { EventStreams, StopFollowing, StreamMessage } from '../../src/transport/event-streams.js';

/** Probabilities of stream faults. */
export interface StreamFaults {
  readonly lost: number;
  readonly repeated: number;
  readonly late: number;
}

const NONE: StreamFaults = { lost: 0, repeated: 0, late: 0 };

/** A stream in memory that loses, duplicates and delays messages as configured. Messages take a few milliseconds. */
export class MemoryStreams implements EventStreams {
  faults = NONE;
  /** While true, appending fails. */
  down = false;
  appended = 0;
  readonly #followers = new Set<(message: StreamMessage, bytes: number) => void>();

  constructor(
    private readonly clock: Clock,
    private readonly random: Randomness,
  ) {}

  async prepare(): Promise<void> {}

  async append(_publisher: string, messages: readonly StreamMessage[]): Promise<void> {
    await new Promise<void>((resolve) => void this.clock.after(1, resolve));
    if (this.down) throw new Error('no stream');
    this.appended += messages.length;
    for (const message of messages) {
      const fate = this.random.next();
      const { lost, repeated, late } = this.faults;
      if (fate < lost) continue;
      this.#send(message, fate < lost + late ? 500 * this.random.next() : 2);
      if (this.random.next() < repeated) this.#send(message, 300 * this.random.next());
    }
  }

  follow(_publisher: string, onMessage: (message: StreamMessage, bytes: number) => void): StopFollowing {
    this.#followers.add(onMessage);
    return async () => void this.#followers.delete(onMessage);
  }

  #send(message: StreamMessage, delay: number): void {
    const text = JSON.stringify(message);
    this.clock.after(delay, () => {
      if (this.down) return;
      for (const follower of this.#followers) follower(JSON.parse(text) as StreamMessage, text.length);
    });
  }
}
