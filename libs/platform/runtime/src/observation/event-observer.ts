import type { TraceContext } from '@multilith/contract';
import type { JournaledEvent, UnitOfWork } from '@multilith/data';
import { observe } from './observe.js';
import type { DeliverWork, ObservedWork, RelayWork, WorkObserver } from './work-observer.js';

/** Shows an observer what happens to events after they have been published. */
export class EventObserver {
  readonly #observer: WorkObserver;
  /** Where the deliveries of a transaction are in their traces. */
  readonly #delivered = new WeakMap<UnitOfWork, TraceContext[]>();

  constructor(observer: WorkObserver) {
    this.#observer = observer;
  }

  /** An attempt to handle an event, which belongs under its publication. */
  deliver(
    event: JournaledEvent,
    to: Pick<DeliverWork, 'context' | 'subscription' | 'publisher'>,
    unitOfWork: UnitOfWork | undefined,
    run: (trace: TraceContext | undefined) => Promise<void>,
  ): Promise<void> {
    const { name, eventId, headers } = event;
    return observe(this.#observer, { kind: 'deliver', ...to, event: name, eventId }, headers, (trace) => {
      if (unitOfWork && trace) this.#remember(unitOfWork, trace);
      return run(trace);
    });
  }

  #remember(unitOfWork: UnitOfWork, trace: TraceContext): void {
    const known = this.#delivered.get(unitOfWork);
    if (known) known.push(trace);
    else this.#delivered.set(unitOfWork, [trace]);
  }

  /** Commits deliveries. They may be of many traces: the commit belongs to the first and names the others. */
  commit(unitOfWork: UnitOfWork): Promise<void> {
    const { context, pendingEvents: events } = unitOfWork;
    const [first, ...also] = this.#delivered.get(unitOfWork) ?? [];
    if (!first && events === 0) return unitOfWork.commit();
    const work = { kind: 'commit', context, events, also } as const;
    return observe(this.#observer, work, first && { trace: first }, () => unitOfWork.commit());
  }

  /** Copies of events are made; the copies of a batch end together. */
  async relay(publisher: string, events: readonly JournaledEvent[], run: () => Promise<unknown>): Promise<void> {
    const observed = events.map(({ name, eventId, headers }): ObservedWork => {
      const work: RelayWork = { kind: 'relay', publisher, event: name, eventId };
      return this.#observer.begin(work, headers);
    });
    try {
      await run();
      for (const each of observed) each.end();
    } catch (error) {
      for (const each of observed) each.end(error);
      throw error;
    }
  }
}
