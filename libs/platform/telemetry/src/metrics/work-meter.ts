import type { Registry } from 'prom-client';
import type { ObservedWork, Work, WorkFacts, WorkObserver } from '@multilith/runtime/observe';
import { outcomeOf } from '../outcome.js';
import { TalliedCounter, TalliedHistogram } from './tallies.js';

/** Upper bounds of latencies, in seconds: calls inside a process take about a millisecond, remote calls more. */
const LATENCY_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Counts work and its duration. Every label has few values: names from contracts, and error codes. */
export class WorkMeter implements WorkObserver {
  readonly #register;
  readonly #requests;
  readonly #calls;
  readonly #callSeconds;
  readonly #earlierCalls;
  readonly #deliveries;
  readonly #deliverySeconds;
  readonly #published;
  readonly #commitSeconds;
  readonly #relayed;

  constructor(register: Registry) {
    this.#register = register;
    this.#requests = this.#histogram('http_server_request_duration_seconds', 'Time to answer a request of the edge.', [
      'http_request_method',
      'http_route',
      'http_response_status_code',
    ]);
    this.#calls = this.#counter(
      'multilith_calls_total',
      'Commands and queries. Route: handled here (local), sent to another host (outgoing), come from one (incoming).',
      ['caller', 'context', 'message', 'route', 'outcome'],
    );
    this.#callSeconds = this.#histogram('multilith_call_duration_seconds', 'Time from a call to its answer.', [
      'context',
      'message',
      'route',
    ]);
    this.#earlierCalls = this.#counter(
      'multilith_earlier_version_calls_total',
      'Calls to an earlier version of a message, counted by the host that handles them.',
      ['caller', 'context', 'message', 'version'],
    );
    this.#deliveries = this.#counter('multilith_event_deliveries_total', 'Attempts to handle an event.', [
      'context',
      'subscription',
      'event',
      'outcome',
    ]);
    this.#deliverySeconds = this.#histogram(
      'multilith_event_delivery_duration_seconds',
      'Time of an event handler, without the commit that it may share.',
      ['context', 'subscription', 'event'],
    );
    this.#published = this.#counter('multilith_events_published_total', 'Events that were committed to a journal.', [
      'context',
    ]);
    this.#commitSeconds = this.#histogram('multilith_commit_duration_seconds', 'Time of the commit of a transaction.', [
      'context',
    ]);
    this.#relayed = this.#counter(
      'multilith_events_relayed_total',
      'Events that were copied to the stream of a context.',
      ['context', 'outcome'],
    );
  }

  begin(work: Work): ObservedWork {
    const started = performance.now();
    let status = '';
    return {
      trace: undefined,
      describe: (facts: WorkFacts) => {
        status = String(facts['http.response.status_code'] ?? status);
      },
      end: (failure?: unknown) => this.#ended(work, (performance.now() - started) / 1_000, outcomeOf(failure), status),
    };
  }

  #ended(work: Work, seconds: number, outcome: string, status: string): void {
    switch (work.kind) {
      case 'request':
        // Clients may send any method to unknown addresses.
        this.#requests.observe(seconds, work.route === undefined ? 'other' : work.method, work.route ?? '', status);
        return;
      case 'call': {
        const { caller, context, message, route, earlierVersion } = work;
        this.#calls.add(1, caller.name, context, message, route, outcome);
        this.#callSeconds.observe(seconds, context, message, route);
        if (earlierVersion !== undefined && route !== 'outgoing')
          this.#earlierCalls.add(1, caller.name, context, message, String(earlierVersion));
        return;
      }
      case 'deliver': {
        const { context, subscription, event } = work;
        this.#deliveries.add(1, context, subscription, event, outcome);
        this.#deliverySeconds.observe(seconds, context, subscription, event);
        return;
      }
      case 'commit': {
        const { context, events } = work;
        if (outcome === 'ok' && events > 0) this.#published.add(events, context);
        this.#commitSeconds.observe(seconds, context);
        return;
      }
      case 'relay':
        this.#relayed.add(1, work.publisher, outcome);
        return;
      case 'publish':
      // Counted at the commit: events of a transaction that rolls back were never published.
    }
  }

  #counter(name: string, help: string, labels: readonly string[]): TalliedCounter {
    return new TalliedCounter({ name, help, labels, register: this.#register });
  }

  #histogram(name: string, help: string, labels: readonly string[]): TalliedHistogram {
    return new TalliedHistogram({ name, help, labels, bounds: LATENCY_BUCKETS, register: this.#register });
  }
}
