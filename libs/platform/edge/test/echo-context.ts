import { Module } from '@nestjs/common';
import {
  CommandHandler,
  QueryBus,
  QueryHandler,
  CommandBus,
  type ICommandHandler,
  type IQueryHandler,
} from '@nestjs/cqrs';
import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver, Subscription } from '@nestjs/graphql';
import { command, contract, contractError, currentCall, query, roles, MultilithError } from '@multilith/contract';
import { RequestLoader } from '@multilith/graphql';
import { ContextModule } from '@multilith/runtime';
import { z } from 'zod';

/** A context without data, for testing what the edge does with requests and errors. */
export class Refused extends contractError('echo.Refused', {
  data: z.object({ reason: z.string() }),
  message: ({ reason }) => `Refused: ${reason}.`,
}) {}

const Caller = z.object({
  subject: z.string().optional(),
  roles: z.array(z.string()),
  traceId: z.string(),
  timeLeft: z.int(),
});

export class WhoAmI extends query('echo.WhoAmI', { input: z.object({}), output: Caller, access: 'public' }) {}
export class SignedInOnly extends query('echo.SignedInOnly', {
  input: z.object({}),
  output: z.boolean(),
  access: 'authenticated',
}) {}
export class SalesOnly extends query('echo.SalesOnly', {
  input: z.object({}),
  output: z.boolean(),
  access: roles('sales'),
}) {}
export class InternalOnly extends query('echo.InternalOnly', {
  input: z.object({}),
  output: z.boolean(),
  access: 'internal',
}) {}
export class GetThings extends query('echo.GetThings', {
  input: z.object({ ids: z.array(z.string()) }),
  output: z.array(z.object({ id: z.string() })),
  access: 'public',
}) {}
export class Fail extends command('echo.Fail', {
  input: z.object({ how: z.string().max(20) }),
  errors: [Refused],
  access: 'public',
}) {}

export const echo = contract('echo', [WhoAmI, SignedInOnly, SalesOnly, InternalOnly, GetThings, Fail]);

@QueryHandler(WhoAmI)
class WhoAmIHandler implements IQueryHandler<WhoAmI> {
  async execute(): Promise<z.output<typeof Caller>> {
    const { principal, trace, deadline } = currentCall();
    const who = principal ? { subject: principal.subject } : {};
    return {
      ...who,
      roles: [...(principal?.roles ?? [])],
      traceId: trace.traceId,
      timeLeft: (deadline ?? 0) - Date.now(),
    };
  }
}

@QueryHandler(SignedInOnly)
class SignedInOnlyHandler implements IQueryHandler<SignedInOnly> {
  execute = async (): Promise<boolean> => true;
}

@QueryHandler(SalesOnly)
class SalesOnlyHandler implements IQueryHandler<SalesOnly> {
  execute = async (): Promise<boolean> => true;
}

@QueryHandler(InternalOnly)
class InternalOnlyHandler implements IQueryHandler<InternalOnly> {
  execute = async (): Promise<boolean> => true;
}

/** The keys of every GetThings that was handled. */
export const asked: string[][] = [];

@QueryHandler(GetThings)
class GetThingsHandler implements IQueryHandler<GetThings> {
  async execute({ ids }: GetThings): Promise<{ id: string }[]> {
    asked.push(ids);
    return ids.map((id) => ({ id }));
  }
}

@CommandHandler(Fail)
class FailHandler implements ICommandHandler<Fail> {
  async execute({ how }: Fail): Promise<void> {
    if (how === 'contract') throw new Refused({ reason: 'because' });
    if (how === 'sql') throw new Error('relation "orders" does not exist: SELECT secret FROM orders');
    if (how === 'pool') throw new MultilithError('POOL_EXHAUSTED', 'secret pool of orders.', 'secret remedy');
    if (how === 'slow') await new Promise((resolve) => setTimeout(resolve, 60_000).unref());
  }
}

@Module({
  imports: [ContextModule.forFeature({ contract: echo })],
  providers: [WhoAmIHandler, SignedInOnlyHandler, SalesOnlyHandler, InternalOnlyHandler, GetThingsHandler, FailHandler],
})
export class EchoModule {}

/** The subscriptions that are running. */
export const ticking = new Set<object>();
/** Number of requested ticks, to check that a client that does not read slows its subscription down. */
export const ticked = { count: 0 };

/** Yields ticks as fast as they are requested. */
class Ticks implements AsyncIterableIterator<{ ticks: string }> {
  constructor(private readonly size: number) {
    ticking.add(this);
  }
  [Symbol.asyncIterator](): this {
    return this;
  }
  async next(): Promise<IteratorResult<{ ticks: string }>> {
    await new Promise(setImmediate);
    ticked.count++;
    return ticking.has(this)
      ? { value: { ticks: 'x'.repeat(this.size) }, done: false }
      : { value: undefined, done: true };
  }
  async return(): Promise<IteratorResult<{ ticks: string }>> {
    ticking.delete(this);
    return { value: undefined, done: true };
  }
}

@Resolver('Query')
class EchoResolver {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
  ) {}

  @Query('caller') caller(): Promise<unknown> {
    return this.queries.execute(new WhoAmI({}));
  }
  @Query('signedInOnly') signedIn(): Promise<boolean> {
    return this.queries.execute(new SignedInOnly({}));
  }
  @Query('salesOnly') sales(): Promise<boolean> {
    return this.queries.execute(new SalesOnly({}));
  }
  @Query('internal') internal(): Promise<boolean> {
    return this.queries.execute(new InternalOnly({}));
  }
  @Query('things') things(@Args('ids') ids: string[]): { id: string }[] {
    return ids.map((id) => ({ id }));
  }
  @Query('echo') echo(@Args() args: object): string {
    return JSON.stringify(args);
  }
  @Query('amount') amount(@Args('value') value: number): number {
    return value;
  }
  @Query('moment') moment(@Args('value') value: Date): Date {
    return value;
  }
  @Query('broken') broken(): object[] {
    return [{ required: 'x' }, {}];
  }
  @Subscription('ticks') ticks(@Args('size') size: number): AsyncIterator<unknown> {
    return new Ticks(size);
  }
  @Subscription('refused') refused(): AsyncIterator<unknown> {
    throw new Refused({ reason: 'because' });
  }
  @Subscription('leaks') leaks(): AsyncIterator<unknown> {
    throw new TypeError('secret detail of a resolver');
  }
  @Mutation('fail') async fail(@Args('how') how: string): Promise<boolean> {
    if (how === 'resolver') throw new TypeError('secret detail of a resolver');
    await this.commands.execute(new Fail({ how }, how === 'message' ? { idempotencyKey: '' } : {}));
    return true;
  }
}

@Resolver('Thing')
class ThingResolver {
  readonly #things = new RequestLoader<string, { id: string }>({
    load: (ids) => this.queries.execute(new GetThings({ ids })),
    keyOf: ({ id }) => id,
  });

  constructor(private readonly queries: QueryBus) {}

  @ResolveField('next') next(@Parent() { id }: { id: string }, @Context() request: object): Promise<unknown> {
    return this.#things.load(request, `${id}+`);
  }
}

@Module({ imports: [ContextModule.forApi({ contract: echo })], providers: [EchoResolver, ThingResolver] })
export class EchoApiModule {}

export const sdl = new URL('echo.graphql', import.meta.url);
