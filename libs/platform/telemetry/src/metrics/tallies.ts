import { Counter, type Metric, type Registry } from 'prom-client';

/** Name and labels of a metric. */
export interface TallyOptions {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly register: Registry;
}

const labelled = (names: readonly string[], values: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name, index) => [name, values[index]!]));

/**
 * A counter that is cheap during a call: prom-client looks up its labels at every increment, this one only when it is
 * scraped.
 */
export class TalliedCounter {
  readonly #counts = new Map<string, { readonly values: readonly string[]; count: number }>();

  constructor({ name, help, labels, register }: TallyOptions) {
    const counts = this.#counts;
    new Counter({
      name,
      help,
      labelNames: [...labels],
      registers: [register],
      collect() {
        this.reset();
        for (const { values, count } of counts.values()) this.inc(labelled(labels, values), count);
      },
    });
  }

  /** @param values values of the labels, in their order */
  add(count: number, ...values: readonly string[]): void {
    const key = values.join('\n');
    const known = this.#counts.get(key);
    if (known) known.count += count;
    else this.#counts.set(key, { values, count });
  }
}

/** Observed times with equal labels. `within` counts, for each bound, the times for which it is the smallest bound. */
interface Times {
  readonly values: readonly string[];
  readonly within: number[];
  count: number;
  sum: number;
}

/** A histogram that is as cheap as {@link TalliedCounter}. */
export class TalliedHistogram {
  readonly #options: TallyOptions;
  /** Upper bounds, in seconds. */
  readonly #bounds: readonly number[];
  readonly #times = new Map<string, Times>();

  constructor(options: TallyOptions & { readonly bounds: readonly number[] }) {
    this.#options = options;
    this.#bounds = options.bounds;
    // A registry needs only the name and `get()` of a metric; the class behind it is internal to prom-client.
    const metric = { name: options.name, get: async () => this.#get() };
    options.register.registerMetric(metric as unknown as Metric);
  }

  /** @param values values of the labels, in their order */
  observe(seconds: number, ...values: readonly string[]): void {
    const key = values.join('\n');
    let times = this.#times.get(key);
    if (!times) this.#times.set(key, (times = { values, within: this.#bounds.map(() => 0), count: 0, sum: 0 }));
    times.count++;
    times.sum += seconds;
    const bound = this.#bounds.findIndex((each) => seconds <= each);
    if (bound >= 0) times.within[bound]!++;
  }

  #get(): unknown {
    const { name, help, labels } = this.#options;
    const values = [...this.#times.values()].flatMap((times) => {
      const own = labelled(labels, times.values);
      let upTo = 0;
      const buckets = this.#bounds.map((le, index) => ({
        metricName: `${name}_bucket`,
        labels: { le, ...own },
        value: (upTo += times.within[index]!),
      }));
      return [
        ...buckets,
        { metricName: `${name}_bucket`, labels: { le: '+Inf', ...own }, value: times.count },
        { metricName: `${name}_sum`, labels: own, value: times.sum },
        { metricName: `${name}_count`, labels: own, value: times.count },
      ];
    });
    return { name, help, type: 'histogram', aggregator: 'sum', values };
  }
}
