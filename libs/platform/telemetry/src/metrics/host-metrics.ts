import { collectDefaultMetrics, Registry } from 'prom-client';
import type { WorkObserver } from '@multilith/runtime/observe';
import { HostGauges, type MeteredHost } from './host-gauges.js';
import { WorkMeter } from './work-meter.js';

export type { MeteredHost };

/** The metrics of a host, in the text format of Prometheus. */
export class HostMetrics {
  /** Media type of {@link read}. */
  readonly contentType: string;
  /** Counts the work of the host. */
  readonly observer: WorkObserver;
  readonly #register = new Registry();
  readonly #gauges: HostGauges;
  #host: MeteredHost | undefined;
  #reading: Promise<string> | undefined;

  constructor() {
    this.contentType = this.#register.contentType;
    collectDefaultMetrics({ register: this.#register });
    this.observer = new WorkMeter(this.#register);
    this.#gauges = new HostGauges(this.#register);
  }

  /** Adds the gauges of a host once it has started. Without it, metrics only cover the process and its work. */
  started(host: MeteredHost): void {
    this.#host = host;
  }

  /** Returns all metrics with their current values. Concurrent scrapes share one read. */
  read(): Promise<string> {
    return (this.#reading ??= this.#read().finally(() => (this.#reading = undefined)));
  }

  async #read(): Promise<string> {
    if (this.#host) await this.#gauges.read(this.#host);
    return this.#register.metrics();
  }
}
