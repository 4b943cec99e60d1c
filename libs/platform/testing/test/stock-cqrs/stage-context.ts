import { Inject, Injectable, Module, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import {
  AggregateRoot,
  AsyncContext,
  Command,
  CommandBus,
  CommandHandler,
  EventBus,
  EventPublisher,
  EventsHandler,
  Query,
  QueryBus,
  QueryHandler,
  UnhandledExceptionBus,
} from '@nestjs/cqrs';
import { command, contract, event } from '@multilith/contract';
import { ContextModule, subscription } from '@multilith/runtime';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';
import { z } from 'zod';

/** Runs the function that the spec has stored in {@link on}. */
export class Do extends command('stage.Do', { input: z.object({ what: z.string() }), access: 'public' }) {}
/** The event of the contract. */
export class Rang extends event('stage.Rang', { payload: z.object({ n: z.number() }), key: ({ n }) => `bell-${n}` }) {}
const stage = contract('stage', [Do, Rang]);

/** Events that are in no contract. */
export class Noted {
  constructor(readonly n: number) {}
}
export class Heard {
  constructor(readonly n: number) {}
}
export class Mixed {
  constructor(readonly n: number) {}
}
/** A command and a query that are in no contract. */
export class Add extends Command<number> {
  constructor(
    readonly n: number,
    readonly how: 'keeps' | 'fails' = 'keeps',
  ) {
    super();
  }
}
export class Count extends Query<number> {}
/** Handled by request-scoped handlers. */
export class AskRequest extends Query<unknown> {}
export class RequestNoted {}

class Entries1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE entry (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, n int)');
  }
  async down(): Promise<void> {}
}

/** Providers that a module of the context injects. */
@Injectable()
export class Tools {
  constructor(
    readonly data: DataSource,
    readonly events: EventBus,
    readonly commands: CommandBus,
    readonly queries: QueryBus,
    readonly publisher: EventPublisher,
    readonly exceptions: UnhandledExceptionBus,
  ) {}

  async rows(): Promise<number[]> {
    const rows: { n: number }[] = await this.data.query('SELECT n FROM entry ORDER BY id');
    return rows.map(({ n }) => n);
  }
  add(n: number): Promise<unknown> {
    return this.data.query('INSERT INTO entry (n) VALUES ($1)', [n]);
  }
}

/** The behaviour of the handlers; a spec sets it. */
export const on: {
  do(tools: Tools): unknown;
  noted(event: Noted, tools: Tools): unknown;
  heard(event: Heard): unknown;
  rang(event: Rang | Mixed): unknown;
  request(request: unknown): void;
} = { do: () => undefined, noted: () => undefined, heard: () => undefined, rang: () => undefined, request: () => {} };

@CommandHandler(Do)
class DoHandler {
  constructor(private readonly tools: Tools) {}
  async execute(): Promise<void> {
    await on.do(this.tools);
  }
}
@CommandHandler(Add)
class AddHandler {
  constructor(private readonly tools: Tools) {}
  async execute({ n, how }: Add): Promise<number> {
    await this.tools.add(n);
    this.tools.events.publish(new Noted(n));
    if (how === 'fails') throw new Error('the second half fails');
    return n;
  }
}
@QueryHandler(Count)
class CountHandler {
  constructor(private readonly tools: Tools) {}
  async execute(): Promise<number> {
    return (await this.tools.rows()).length;
  }
}
/** Handles an event of the contract and one that is in none. */
@EventsHandler(Rang, Mixed)
class RangHandler {
  async handle(rang: Rang | Mixed): Promise<void> {
    await on.rang(rang);
  }
}
/** Handles several events that are in no contract. */
@EventsHandler(Noted, Heard)
class NotedHandler {
  constructor(private readonly tools: Tools) {}
  async handle(noted: Noted | Heard): Promise<void> {
    await (noted instanceof Noted ? on.noted(noted, this.tools) : on.heard(noted));
  }
}
@QueryHandler(AskRequest, { scope: Scope.REQUEST })
class AskRequestHandler {
  constructor(@Inject(REQUEST) private readonly request: unknown) {}
  async execute(): Promise<unknown> {
    return this.request;
  }
}
@EventsHandler(RequestNoted)
@Injectable({ scope: Scope.REQUEST })
class RequestNotedHandler {
  constructor(@Inject(REQUEST) private readonly request: unknown) {}
  async handle(): Promise<void> {
    on.request(this.request);
  }
}

/** An aggregate that applies events of both kinds. */
export class Bell extends AggregateRoot {
  rings = 0;
  ring(n: number): void {
    this.apply(new Noted(n));
    this.apply(new Rang({ n }));
  }
  onRang(): void {
    this.rings++;
  }
}
export { AsyncContext };

/** A context whose handlers run the functions of a spec. */
@Module({
  imports: [
    ContextModule.forFeature({
      contract: stage,
      subscriptions: [subscription('listen', { handler: RangHandler, start: 'beginning' })],
      persistence: { entities: [], migrations: [Entries1700000000000] },
    }),
  ],
  providers: [
    Tools,
    DoHandler,
    AddHandler,
    CountHandler,
    RangHandler,
    NotedHandler,
    AskRequestHandler,
    RequestNotedHandler,
  ],
})
export class StageModule {}
