import { CloseCustomer, ListCustomers, RegisterCustomer } from '@contracts/customers';
import { connectionOf } from '@contracts/shared';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { CustomerLoader } from './customer-loader.js';
import type {
  CloseCustomerPayload,
  Customer,
  CustomerConnection,
  MutationCloseCustomerArgs,
  MutationRegisterCustomerArgs,
  QueryCustomerArgs,
  QueryCustomersArgs,
  RegisterCustomerPayload,
} from './schema.generated.js';

/** Customers by themselves, and the commands of the context. */
@Resolver('Customer')
export class CustomersResolver {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly customers: CustomerLoader,
  ) {}

  @Query('customers')
  async list(@Args() args: QueryCustomersArgs): Promise<CustomerConnection> {
    return connectionOf(await this.queries.execute(new ListCustomers(args)), args.after);
  }

  @Query('customer')
  get(@Args() { customerId }: QueryCustomerArgs, @Context() request: object): Promise<Customer | undefined> {
    return this.customers.load(request, customerId.trim());
  }

  @Mutation('registerCustomer')
  register(@Args() { input, idempotencyKey }: MutationRegisterCustomerArgs): Promise<RegisterCustomerPayload> {
    // A client may leave an unknown address out or send null.
    const details = { ...input, email: input.email ?? undefined };
    return this.commands.execute(new RegisterCustomer(details, { idempotencyKey }));
  }

  @Mutation('closeCustomer')
  async close(@Args() { input, idempotencyKey }: MutationCloseCustomerArgs): Promise<CloseCustomerPayload> {
    const command = new CloseCustomer(input, { idempotencyKey });
    await this.commands.execute(command);
    return { customerId: command.customerId };
  }
}
