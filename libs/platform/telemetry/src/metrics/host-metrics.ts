import { collectDefaultMetrics, Registry } from 'prom-client';
import type { WorkObserver } from '@multilith/runtime/observe';
import { HostGauges, type MeteredHost } from './host-gauges.js';
import { WorkMeter } from './work-meter.js';

export type { MeteredHost };

/** The metrics of a host, in the text format of Prometheus. */
export class HostMetrics {
  /** Media type of {@link read}. */
  readonly contentType: string;
  /** Counts what the host does. */
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

  /** The host has started; without one, metrics are those of the process alone. */
  started(host: MeteredHost): void {
    this.#host = host;
  }

  /** All of them, as they are now. Whoever asks while they are read gets the same ones. */
  read(): Promise<string> {
    return (this.#reading ??= this.#read().finally(() => (this.#reading = undefined)));
  }

  async #read(): Promise<string> {
    if (this.#host) await this.#gauges.read(this.#host);
    return this.#register.metrics();
  }
}
