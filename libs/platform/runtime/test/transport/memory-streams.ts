import type { Clock, Randomness } from '@multilith/events';
import type { EventStreams, StopFollowing, StreamMessage } from '../../src/transport/event-streams.js';

/** Probabilities of stream faults. */
export interface StreamFaults {
  readonly lost: number;
  readonly repeated: number;
  readonly late: number;
}

const NONE: StreamFaults = { lost: 0, repeated: 0, late: 0 };

/**
 * A stream in memory that loses, duplicates and delays messages as configured. Messages take a few milliseconds. If it
 * is pushed, all instances of the publisher share it, as if each had a link to each follower.
 */
export class MemoryStreams implements EventStreams {
  declare readonly pushed?: true;
  faults = NONE;
  /** Events appended. */
  appended = 0;
  readonly #clock: Clock;
  readonly #random: Randomness;
  readonly #followers = new Set<(message: StreamMessage, bytes: number) => void>();
  readonly #watchers = new Set<(isFollowed: boolean) => void>();
  #down = false;
  #wasFollowed = false;

  constructor(clock: Clock, random: Randomness, pushed: boolean) {
    this.#clock = clock;
    this.#random = random;
    if (pushed) this.pushed = true;
  }

  /** While true, appending fails, or does nothing if it is pushed, and no follower is seen. */
  get down(): boolean {
    return this.#down;
  }
  set down(isDown: boolean) {
    this.#down = isDown;
    this.#tell();
  }

  async prepare(): Promise<void> {}

  onFollowed(_publisher: string, listener: (isFollowed: boolean) => void): void {
    this.#watchers.add(listener);
    if (this.#wasFollowed) listener(true);
  }

  async append(_publisher: string, messages: readonly StreamMessage[]): Promise<void> {
    if (!this.pushed) await new Promise<void>((resolve) => void this.#clock.after(1, resolve));
    if (this.#down && this.pushed) return;
    if (this.#down) throw new Error('no stream');
    this.appended += messages.length;
    for (const message of messages) {
      const fate = this.#random.next();
      const { lost, repeated, late } = this.faults;
      if (fate < lost) continue;
      this.#send(message, fate < lost + late ? 500 * this.#random.next() : 2);
      if (this.#random.next() < repeated) this.#send(message, 300 * this.#random.next());
    }
  }

  follow(_publisher: string, onMessage: (message: StreamMessage, bytes: number) => void): StopFollowing {
    this.#followers.add(onMessage);
    this.#tell();
    return async () => {
      this.#followers.delete(onMessage);
      this.#tell();
    };
  }

  #tell(): void {
    const isFollowed = this.#followers.size > 0 && !this.#down;
    if (isFollowed === this.#wasFollowed) return;
    this.#wasFollowed = isFollowed;
    for (const watch of this.#watchers) watch(isFollowed);
  }

  #send(message: StreamMessage, delay: number): void {
    const text = JSON.stringify(message);
    this.#clock.after(delay, () => {
      if (this.#down) return;
      for (const follower of this.#followers) follower(JSON.parse(text) as StreamMessage, text.length);
    });
  }
}
