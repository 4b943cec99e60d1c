import { QueryBus } from '@nestjs/cqrs';
import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { GetPayments, type PaymentView } from '@contracts/payments';
import { RequestLoader } from '@multilith/graphql';
import type { Payment } from './schema.generated.js';

/** Adds its payment to every order. */
@Resolver('Order')
export class OrderPaymentResolver {
  readonly #payments: RequestLoader<string, PaymentView>;

  constructor(queries: QueryBus) {
    this.#payments = new RequestLoader({
      load: (orderIds) => queries.execute(new GetPayments({ orderIds })),
      keyOf: ({ orderId }) => orderId,
    });
  }

  @ResolveField('payment')
  payment(@Parent() order: { readonly orderId: string }, @Context() request: object): Promise<Payment | undefined> {
    return this.#payments.load(request, order.orderId);
  }
}
