import { InvalidMessageError } from '@multilith/contract';
import DataLoader from 'dataloader';
import { refusedKeys } from './refused-keys.js';

/** Options of a {@link RequestLoader}. */
export interface RequestLoaderOptions<K extends string | number, V> {
  /**
   * Fetches the values of distinct keys with one query. Keys without a value are left out; the order does not matter.
   */
  readonly load: (keys: K[]) => Promise<readonly V[]>;
  /** Returns the key of a value. */
  readonly keyOf: (value: V) => K;
  /** Maximum number of keys in one query; more are split. Default: 1000. */
  readonly maxBatchSize?: number;
}

/**
 * Collects the keys that the resolvers of one GraphQL request load, and fetches each level of the answer with one query
 * (the DataLoader pattern). Requests never share a batch, so one principal never reads with the rights of another.
 *
 * A value is cached only while its batch is in flight: a mutation that follows another one in the same request never
 * sees a value from before.
 *
 * A key that the query refuses fails alone; the others are queried without it.
 *
 * @example
 * ```ts
 * readonly #products = new RequestLoader<string, ProductView>({
 *   load: (skus) => this.queries.execute(new GetProducts({ skus })),
 *   keyOf: ({ sku }) => sku,
 * });
 *
 * @ResolveField() product(@Parent() line: OrderLineView, @Context() request: object) {
 *   return this.#products.load(request, line.sku);
 * }
 * ```
 */
export class RequestLoader<K extends string | number, V> {
  readonly #loaders = new WeakMap<object, DataLoader<K, V | undefined>>();
  readonly #options: RequestLoaderOptions<K, V>;

  constructor(options: RequestLoaderOptions<K, V>) {
    this.#options = options;
  }

  /**
   * Returns the value of a key, `undefined` if it has no value.
   *
   * @param request the GraphQL context object of the request, from Nest's `@Context()`
   * @throws whatever `load` throws, for every key of the batch; `InvalidMessageError` only for the keys that it names
   */
  load(request: object, key: K): Promise<V | undefined> {
    return this.#loaderOf(request).load(key);
  }

  /** Returns the values of many keys, in the order of the keys; they join the same batch as {@link load}. */
  loadMany(request: object, keys: readonly K[]): Promise<(V | undefined)[]> {
    const loader = this.#loaderOf(request);
    return Promise.all(keys.map((key) => loader.load(key)));
  }

  #loaderOf(request: object): DataLoader<K, V | undefined> {
    const known = this.#loaders.get(request);
    if (known) return known;
    const { maxBatchSize = 1000 } = this.#options;
    const loader: DataLoader<K, V | undefined> = new DataLoader<K, V | undefined>(
      async (keys) => {
        for (const key of keys) loader.clear(key);
        return this.#answers(keys);
      },
      { maxBatchSize },
    );
    this.#loaders.set(request, loader);
    return loader;
  }

  async #answers(keys: readonly K[]): Promise<(V | undefined | Error)[]> {
    const { load, keyOf } = this.#options;
    try {
      const found = new Map((await load([...keys])).map((value) => [keyOf(value), value]));
      return keys.map((key) => found.get(key));
    } catch (error) {
      const refused = error instanceof InvalidMessageError ? refusedKeys(error, keys) : undefined;
      if (!refused || refused.size === 0) throw error;
      const sound = keys.filter((key) => !refused.has(key));
      const answers = sound.length > 0 ? await this.#answers(sound) : [];
      const answerOf = new Map(sound.map((key, index) => [key, answers[index]]));
      return keys.map((key) => refused.get(key) ?? answerOf.get(key));
    }
  }
}
