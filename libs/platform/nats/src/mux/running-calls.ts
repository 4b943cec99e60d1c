import type { RunningCall } from './running-call.js';

/** The calls that are running, by the inbox of the process that made them, which names its host, and their numbers. */
export class RunningCalls {
  readonly #byInbox = new Map<string, Map<number, RunningCall>>();
  #size = 0;

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
  }

  remove(call: RunningCall): void {
    const calls = this.#byInbox.get(call.inbox);
    if (!calls?.delete(call.id)) return;
    call.from.running--;
    this.#size--;
    if (calls.size === 0) this.#byInbox.delete(call.inbox);
  }
}
