import type { Backlog, JournalMark, JournalSlice, JournalSource, LanePosition } from '../engine/ports.js';
import { laneOf, type JournalEntry, type JournaledEvent } from '@multilith/data';

/** A journal in memory whose writers can be held open, so that positions become visible out of order. */
export class MemoryJournal implements JournalSource {
  epoch = 'epoch-1';
  #head = 0n;
  readonly #events: JournaledEvent[] = [];
  readonly #writers = new Set<string>();

  readonly publisher: string;

  constructor(publisher: string) {
    this.publisher = publisher;
  }

  /** Appends and commits. */
  append(...entries: JournalEntry[]): JournaledEvent[] {
    return this.begin(...entries).commit();
  }

  /** Draws positions as a writer that has not committed yet. */
  begin(...entries: JournalEntry[]): { commit(): JournaledEvent[]; rollback(): void } {
    const events = entries.map((entry) => ({ ...entry, position: ++this.#head, lane: laneOf(entry.key) }));
    const writer = `writer-${this.#head}`;
    this.#writers.add(writer);
    return {
      commit: () => {
        this.#writers.delete(writer);
        const isLate = (this.#events.at(-1)?.position ?? 0n) > (events.at(-1)?.position ?? 0n);
        this.#events.push(...events);
        if (isLate) this.#events.sort((a, b) => Number(a.position - b.position));
        return events;
      },
      rollback: () => void this.#writers.delete(writer),
    };
  }

  async mark(): Promise<JournalMark> {
    return { epoch: this.epoch, head: this.#head, writers: [...this.#writers] };
  }

  async unfinished(writers: readonly string[]): Promise<readonly string[]> {
    return writers.filter((writer) => this.#writers.has(writer));
  }

  async read(after: bigint, { upTo, names, limit }: JournalSlice): Promise<readonly JournaledEvent[]> {
    const found = this.#events.filter(
      ({ position, name }) => position > after && position <= upTo && names.includes(name),
    );
    return found.slice(0, limit);
  }

  async readLanes(
    lanes: readonly LanePosition[],
    { upTo, names, limit }: JournalSlice,
  ): Promise<readonly JournaledEvent[]> {
    return lanes.flatMap(({ lane, after }) =>
      this.#events
        .filter((event) => event.lane === lane && event.position > after && event.position <= upTo)
        .filter(({ name }) => names.includes(name))
        .slice(0, limit),
    );
  }

  async readOne(position: bigint): Promise<JournaledEvent | undefined> {
    return this.#events.find((event) => event.position === position);
  }

  async countAfter(lanes: readonly LanePosition[], names: readonly string[], limit: number): Promise<Backlog> {
    const found = await this.readLanes(lanes, { upTo: this.#head, names, limit });
    const oldest = found.reduce<Date | undefined>(
      (least, { occurredAt }) => (!least || occurredAt < least ? occurredAt : least),
      undefined,
    );
    return { count: Math.min(limit, found.length), oldest };
  }
}
