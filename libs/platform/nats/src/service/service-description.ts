import type { CallStatistics } from '@multilith/mux';
import type { Channel, Subjects } from '../wire/subjects.js';

/** What this host serves of a context, in the terms of the NATS service API. */
export interface ServiceEndpoint {
  readonly channel: Channel;
  readonly context: string;
  readonly statistics: CallStatistics;
  /** Number of running calls. */
  readonly running: number;
}

/** A process, in the terms of the NATS service API. */
export interface ServiceIdentity {
  /** Name of the host. */
  readonly name: string;
  /** Unique id of the process. */
  readonly id: string;
  /** Semantic version of the application. */
  readonly version: string;
}

/** Answers for `nats micro ls|info|stats` and other clients of the service API (NATS ADR-32). */
export class ServiceDescription {
  readonly #started = new Date().toISOString();

  constructor(
    private readonly identity: ServiceIdentity,
    private readonly subjects: Subjects,
    private readonly queueGroup: string,
    private readonly endpoints: () => Iterable<ServiceEndpoint>,
  ) {}

  ping(): object {
    return { type: 'io.nats.micro.v1.ping_response', ...this.#identity() };
  }

  info(): object {
    return {
      type: 'io.nats.micro.v1.info_response',
      ...this.#identity(),
      description: `Multilith host ${this.identity.name}`,
      endpoints: [...this.endpoints()].map((endpoint) => ({ ...this.#endpoint(endpoint), metadata: {} })),
    };
  }

  /**
   * Returns statistics. Calls are counted individually, although many share a message. Times in nanoseconds, as the API
   * requires.
   */
  stats(): object {
    return {
      type: 'io.nats.micro.v1.stats_response',
      ...this.#identity(),
      started: this.#started,
      endpoints: [...this.endpoints()].map(({ channel, context, statistics, running }) => ({
        ...this.#endpoint({ channel, context }),
        num_requests: statistics.requests,
        num_errors: statistics.errors,
        last_error: statistics.lastError,
        processing_time: nanoseconds(statistics.processingTime),
        average_processing_time: nanoseconds(statistics.processingTime / Math.max(1, statistics.requests)),
        data: { running },
      })),
    };
  }

  #identity(): object {
    return { ...this.identity, metadata: { 'multilith.prefix': this.subjects.prefix } };
  }

  #endpoint({ channel, context }: Pick<ServiceEndpoint, 'channel' | 'context'>): object {
    const name = channel === 'call' ? context : `${context}-${channel}`;
    return { name, subject: this.subjects.to(channel, context, '*'), queue_group: this.queueGroup };
  }
}

const nanoseconds = (milliseconds: number): number => Math.round(milliseconds * 1e6);
