import { Logger } from '@nestjs/common';
import { asError } from '@multilith/contract';
import type { StreamMessage, WireEvent } from '@multilith/runtime/transport';
import type { PushedEvent, PushedEvents } from '../wire/events.js';

type MessageListener = (message: StreamMessage, bytes: number) => void;

/** The end of each lane that a follower has seen. */
class SeenLanes {
  #epoch = '';
  readonly #positions = new Map<number, string>();

  /** Notes an event; returns whether it is new. Every instance of a publisher may push it. */
  add(epoch: string, { lane, position }: PushedEvent): boolean {
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#positions.clear();
    }
    const seen = this.#positions.get(lane);
    if (seen !== undefined && !isLater(position, seen)) return false;
    this.#positions.set(lane, position);
    return true;
  }
}

/** Whether a position is after another one. Both are decimal numbers without leading zeros. */
const isLater = (position: string, than: string): boolean =>
  position.length === than.length ? position > than : position.length > than.length;

/** The followers of events in this process, by publisher. */
export class EventFollowers {
  readonly #log = new Logger('gRPC');
  readonly #followers = new Map<string, Map<MessageListener, SeenLanes>>();

  /** Adds a follower; returns whether it is the first of the publisher. */
  add(publisher: string, listener: MessageListener): boolean {
    let listeners = this.#followers.get(publisher);
    if (!listeners) this.#followers.set(publisher, (listeners = new Map()));
    listeners.set(listener, new SeenLanes());
    return listeners.size === 1;
  }

  /** Removes a follower; returns whether it was the last of the publisher. */
  remove(publisher: string, listener: MessageListener): boolean {
    const listeners = this.#followers.get(publisher);
    if (!listeners?.delete(listener) || listeners.size > 0) return false;
    return this.#followers.delete(publisher);
  }

  /** Hands events to the followers that have not seen them. */
  pushed({ publisher, epoch, events }: PushedEvents): void {
    const listeners = this.#followers.get(publisher);
    if (!listeners) return;
    for (const event of events) {
      let message: StreamMessage | undefined;
      for (const [listener, seen] of [...listeners]) {
        if (!seen.add(epoch, event)) continue;
        message ??= messageOf(epoch, event);
        if (!message) break;
        this.#hand(publisher, listener, message, event.json.length);
      }
    }
  }

  #hand(publisher: string, listener: MessageListener, message: StreamMessage, bytes: number): void {
    try {
      listener(message, bytes);
    } catch (error) {
      this.#log.error(`An event of ${publisher} could not be handled.`, asError(error));
    }
  }
}

/** Returns the message of an event; `undefined` if it is not JSON. Its reader checks the rest. */
function messageOf(epoch: string, { previous, json }: PushedEvent): StreamMessage | undefined {
  try {
    return { epoch, previous, event: JSON.parse(json) as WireEvent };
  } catch {
    return undefined;
  }
}
