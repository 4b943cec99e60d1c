import type { TraceContext } from '@multilith/contract';
import type { JournaledEvent, UnitOfWork } from '@multilith/data';
import { observe } from './observe.js';
import type { DeliverWork, ObservedWork, RelayWork, WorkObserver } from './work-observer.js';

/** Reports deliveries, commits and copies of published events to an observer. */
export class EventObserver {
  readonly #observer: WorkObserver;
  /** Trace spans of the deliveries of a transaction. */
  readonly #delivered = new WeakMap<UnitOfWork, TraceContext[]>();

  constructor(observer: WorkObserver) {
    this.#observer = observer;
  }

  /** Observes an attempt to handle an event, as a child of its publication. */
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

  /** Commits deliveries. They may belong to many traces: the commit is a child of the first and links the others. */
  commit(unitOfWork: UnitOfWork): Promise<void> {
    const { context, pendingEvents: events } = unitOfWork;
    const [first, ...also] = this.#delivered.get(unitOfWork) ?? [];
    if (!first && events === 0) return unitOfWork.commit();
    const work = { kind: 'commit', context, events, also } as const;
    return observe(this.#observer, work, first && { trace: first }, () => unitOfWork.commit());
  }

  /** Observes the copying of a batch of events. */
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
