import type { RunningCall } from './running-call.js';

/** The running calls, by the inbox of the calling process, which names its host, and by number. */
export class RunningCalls {
  readonly #byInbox = new Map<string, Map<number, RunningCall>>();
  #size = 0;
  #length = 0;

  /** Total length of their messages, in characters. */
  get length(): number {
    return this.#length;
  }

  get size(): number {
    return this.#size;
  }

  get(inbox: string, id: number): RunningCall | undefined {
    return this.#byInbox.get(inbox)?.get(id);
  }

  *[Symbol.iterator](): IterableIterator<RunningCall> {
    for (const calls of this.#byInbox.values()) yield* calls.values();
  }

  add(call: RunningCall): void {
    let calls = this.#byInbox.get(call.inbox);
    if (!calls) this.#byInbox.set(call.inbox, (calls = new Map()));
    calls.set(call.id, call);
    call.from.running++;
    this.#size++;
    if (call.message.running++ === 0) this.#count(call, call.message.length);
  }

  remove(call: RunningCall): void {
    const calls = this.#byInbox.get(call.inbox);
    if (!calls?.delete(call.id)) return;
    call.from.running--;
    this.#size--;
    if (--call.message.running === 0) this.#count(call, -call.message.length);
    if (calls.size === 0) this.#byInbox.delete(call.inbox);
  }

  #count({ from }: RunningCall, length: number): void {
    from.runningLength += length;
    this.#length += length;
  }
}
