import { QueryBus } from '@nestjs/cqrs';
import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { GetConfirmationMails, type MailView } from '@contracts/notifications';
import { RequestLoader } from '@multilith/graphql';
import type { ConfirmationMail } from './schema.generated.js';

/** Adds its confirmation mail to every order. */
@Resolver('Order')
export class OrderConfirmationMailResolver {
  readonly #mails: RequestLoader<string, MailView>;

  constructor(queries: QueryBus) {
    this.#mails = new RequestLoader({
      load: (orderIds) => queries.execute(new GetConfirmationMails({ orderIds })),
      keyOf: ({ orderId }) => orderId,
    });
  }

  @ResolveField('confirmationMail')
  mail(
    @Parent() order: { readonly orderId: string },
    @Context() request: object,
  ): Promise<ConfirmationMail | undefined> {
    return this.#mails.load(request, order.orderId);
  }
}
