import { Inject, type Type } from '@nestjs/common';
import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { RequestLoader } from './request-loader.js';

/** What {@link payloadResolvers} adds to the payloads of mutations. */
export interface PayloadResolversOptions<P, K extends string | number, V> {
  /** Names of the payload types in the SDL. */
  readonly types: readonly string[];
  /** The field of all these types that holds what the mutation changed. */
  readonly field: string;
  /** The provider that reads it. It has to be a provider of the same module. */
  readonly loader: Type<RequestLoader<K, V>>;
  /** Returns the key that `loader` reads by, from what the mutation returned. */
  readonly key: (payload: P) => K;
}

/**
 * Returns a resolver for each payload type of mutations that return only a key: the field is read when the client asks
 * for it, and never otherwise.
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
    // Nest names providers in its messages.
    Object.defineProperty(PayloadResolver, 'name', { value: `${type}Resolver` });
    return PayloadResolver;
  });
}
