import { Inject, type Type } from '@nestjs/common';
import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { RequestLoader } from './request-loader.js';

/** Options of {@link payloadResolvers}. */
export interface PayloadResolversOptions<P, K extends string | number, V> {
  /** Names of the payload types in the SDL. */
  readonly types: readonly string[];
  /** The field of all these types that holds the changed object. */
  readonly field: string;
  /** The loader that reads the field. Must be a provider of the same module. */
  readonly loader: Type<RequestLoader<K, V>>;
  /** Returns the key for `loader`, given the result of the mutation. */
  readonly key: (payload: P) => K;
}

/**
 * Returns a resolver for each payload type of mutations that return only a key: the field is read only if the client
 * selects it.
 *
 * @returns providers for the API module of the context
 * @example
 * ```ts
 * @Module({
 *   providers: [
 *     OrderLoader,
 *     ...payloadResolvers({
 *       types: ['PlaceOrderPayload', 'CancelOrderPayload'],
 *       field: 'order',
 *       loader: OrderLoader,
 *       key: ({ orderId }: PlaceOrderPayload) => orderId,
 *     }),
 *   ],
 * })
 * ```
 */
export function payloadResolvers<P, K extends string | number, V>({
  types,
  field,
  loader,
  key,
}: PayloadResolversOptions<P, K, V>): Type<object>[] {
  return types.map((type) => {
    @Resolver(type)
    class PayloadResolver {
      constructor(@Inject(loader) private readonly values: RequestLoader<K, V>) {}

      @ResolveField(field)
      read(@Parent() payload: P, @Context() request: object): Promise<V | undefined> {
        return this.values.load(request, key(payload));
      }
    }
    // Nest shows the names of providers in its error messages.
    Object.defineProperty(PayloadResolver, 'name', { value: `${type}Resolver` });
    return PayloadResolver;
  });
}
