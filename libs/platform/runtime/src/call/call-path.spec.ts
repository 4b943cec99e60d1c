import { Inject, Module, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import {
  AsyncContext,
  CommandBus,
  CommandHandler,
  CqrsModule,
  QueryBus,
  QueryHandler,
  type Command,
  type Query,
} from '@nestjs/cqrs';
import { command, contract, contractError, currentCall, query, roles, type CurrentCall } from '@multilith/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ContextModule } from '../context.module.js';
import { fallback, use } from '../context/use.js';
import { startHost, type Host } from '../host/start-host.js';
import { MultilithRuntime } from '../host/multilith-runtime.js';
import { runAtEdge } from '@multilith/data';
import { RemoteCallError } from './remote-call-error.js';

class OutOfTea extends contractError('kitchen.OutOfTea', { message: 'There is no tea left.' }) {}
class Undeclared extends contractError('kitchen.Undeclared', { message: 'Nobody declared this.' }) {}
const Cup = z.object({ tea: z.string() });
class Brew extends command('kitchen.Brew', {
  input: z.object({ tea: z.string() }),
  output: Cup,
  errors: [OutOfTea],
  access: 'public',
}) {}
class Taste extends query('kitchen.Taste', { input: z.object({}), output: z.string(), access: 'internal' }) {}
class Inspect extends query('kitchen.Inspect', { input: z.object({}), output: z.string(), access: roles('chef') }) {}
class SignedIn extends query('kitchen.SignedIn', {
  input: z.object({}),
  output: z.string(),
  access: 'authenticated',
}) {}
class Serve extends command('hall.Serve', { input: z.object({ tea: z.string() }), output: Cup, access: 'public' }) {}
class Ask extends query('hall.Ask', { input: z.object({}), output: z.string(), access: 'public' }) {}
class Stray extends command('hall.Stray', { input: z.object({}), access: 'public' }) {}
class Wash extends command('bath.Wash', { input: z.object({}), access: 'public' }) {}
class Secret {
  constructor(readonly word: string) {}
}

const kitchen = contract('kitchen', [Brew, Taste, Inspect, SignedIn]);
const hall = contract('hall', [Serve, Ask, Stray]);
const bath = contract('bath', [Wash]);

let calls: CurrentCall[] = [];
let brew: (tea: string) => Promise<{ tea: string }>;

@CommandHandler(Brew)
class BrewHandler {
  async execute({ tea }: Brew): Promise<{ tea: string }> {
    calls.push(currentCall());
    return brew(tea);
  }
}
@QueryHandler(Taste)
class TasteHandler {
  async execute(): Promise<string> {
    const { message, context, caller, principal, deadline, trace } = currentCall();
    calls.push({ message, context, caller, principal, deadline, trace, idempotencyKey: undefined, event: undefined });
    return 'fine';
  }
}
@QueryHandler(Inspect)
class InspectHandler {
  execute = async (): Promise<string> => 'clean';
}
@QueryHandler(SignedIn)
class SignedInHandler {
  execute = async (): Promise<string> => 'welcome';
}
@CommandHandler(Secret)
class SecretHandler {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}
  execute = async ({ word }: Secret): Promise<string> => `${word} ${typeof this.commands.execute}`;
}
@Module({
  imports: [ContextModule.forFeature({ contract: kitchen })],
  providers: [BrewHandler, TasteHandler, InspectHandler, SignedInHandler, SecretHandler],
})
class KitchenModule {}

@CommandHandler(Serve)
class ServeHandler {
  constructor(private readonly commands: CommandBus) {}
  async execute({ tea }: Serve): Promise<{ tea: string }> {
    calls.push(currentCall());
    return this.commands.execute(new Brew({ tea }));
  }
}
@QueryHandler(Ask)
class AskHandler {
  constructor(private readonly queries: QueryBus) {}
  execute = (): Promise<string> => this.queries.execute(new Taste({}));
}
let strayTo: () => Command<unknown> | Secret;
@CommandHandler(Stray)
class StrayHandler {
  constructor(private readonly commands: CommandBus) {}
  async execute(): Promise<void> {
    await this.commands.execute(strayTo());
  }
}
class Timer {
  constructor(readonly queries: QueryBus) {}
}
@Module({
  imports: [
    ContextModule.forFeature({
      contract: hall,
      uses: [
        use(kitchen, {
          timeout: '60ms',
          whenUnavailable: fallback(Brew, ({ tea }) => ({ tea: `${tea} from yesterday` })),
        }),
      ],
    }),
  ],
  providers: [
    ServeHandler,
    AskHandler,
    StrayHandler,
    { provide: Timer, useFactory: (q: QueryBus) => new Timer(q), inject: [QueryBus] },
  ],
})
class HallModule {}

@CommandHandler(Wash, { scope: Scope.REQUEST })
class WashHandler {
  static made = 0;
  static requests = new Set<unknown>();
  constructor(@Inject(REQUEST) request: unknown) {
    WashHandler.made++;
    WashHandler.requests.add(request);
  }
  async execute(): Promise<void> {}
}
@Module({ imports: [ContextModule.forFeature({ contract: bath })], providers: [WashHandler] })
class BathModule {}

class Plain {
  constructor(readonly commands: CommandBus) {}
}
@Module({
  imports: [CqrsModule.forRoot()],
  providers: [{ provide: Plain, useFactory: (commands: CommandBus) => new Plain(commands), inject: [CommandBus] }],
})
class PlainModule {}

describe('the call path', () => {
  let host: Host;
  const execute = <R>(message: Command<R> | Query<R> | Secret): Promise<R> => {
    const runtime = host.app.get(MultilithRuntime);
    const stock =
      message instanceof Ask || message instanceof Inspect || message instanceof SignedIn || message instanceof Taste
        ? runtime.queryBus
        : runtime.commandBus;
    return (stock as { execute(sent: object): Promise<R> }).execute(message);
  };
  const failureOf = async (call: Promise<unknown>): Promise<RemoteCallError> => {
    const error = await call.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(RemoteCallError);
    return error as RemoteCallError;
  };

  beforeAll(async () => {
    host = await startHost({
      contexts: {},
      imports: [PlainModule, KitchenModule, HallModule, BathModule],
      logger: false,
    });
  });
  afterAll(() => host.stop());
  beforeEach(() => {
    calls = [];
    brew = async (tea) => ({ tea });
  });

  it('hands the handler the message and the caller its answer', async () => {
    await expect(execute(new Brew({ tea: 'green' }))).resolves.toEqual({ tea: 'green' });
  });

  it('tells the handler the caller, the principal, the trace and the deadline', async () => {
    const trace = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
    const deadline = Date.now() + 5_000;
    const principal = { subject: 'ann', roles: [] };
    await runAtEdge({ principal, trace, deadline }, () => execute(new Serve({ tea: 'black' })));
    const [serve, brewed] = calls;
    expect(serve).toMatchObject({
      message: 'hall.Serve',
      context: 'hall',
      caller: { kind: 'edge', name: 'monolith' },
      principal,
      trace,
      deadline,
    });
    expect(brewed).toMatchObject({
      message: 'kitchen.Brew',
      context: 'kitchen',
      caller: { kind: 'context', name: 'hall' },
      principal,
      trace,
    });
    expect(brewed!.deadline).toBeLessThanOrEqual(Date.now() + 60);
  });

  it('never gives a callee more time than its caller has left', async () => {
    const deadline = Date.now() + 20;
    await runAtEdge({ deadline }, () => execute(new Serve({ tea: 'black' })));
    expect(calls[1]!.deadline).toBe(deadline);
  });

  it('passes errors that the message declares, with their class', async () => {
    brew = async () => {
      throw new OutOfTea();
    };
    await expect(execute(new Serve({ tea: 'black' }))).rejects.toThrow(RemoteCallError);
    await expect(execute(new Brew({ tea: 'black' }))).rejects.toThrow(OutOfTea);
  });

  it('turns every other error into a RemoteCallError without internals', async () => {
    brew = async () => {
      throw new Undeclared();
    };
    expect(await failureOf(execute(new Brew({ tea: 'black' })))).toMatchObject({
      code: 'INTERNAL',
      mayHaveExecuted: true,
    });
    brew = async () => {
      throw new TypeError('password=hunter2');
    };
    const failure = await failureOf(execute(new Brew({ tea: 'black' })));
    expect(failure.message).not.toContain('hunter2');
    expect(failure.message).toContain('kitchen.Brew, sent by monolith to kitchen');
  });

  it('answers with the fallback when the callee is too slow', async () => {
    brew = () => new Promise(() => {});
    await expect(execute(new Serve({ tea: 'black' }))).resolves.toEqual({ tea: 'black from yesterday' });
  });

  it('fails with DEADLINE_EXCEEDED where there is no fallback, and says that the command may have executed', async () => {
    brew = () => new Promise(() => {});
    const failure = await failureOf(
      runAtEdge({ deadline: Date.now() + 20 }, () => execute(new Brew({ tea: 'black' }))),
    );
    expect(failure).toMatchObject({ code: 'DEADLINE_EXCEEDED', mayHaveExecuted: true });
  });

  it('refuses a call to a context that is not declared', async () => {
    strayTo = () => new Wash({});
    const failure = await failureOf(execute(new Stray({})));
    expect(failure.cause).toMatchObject({
      code: 'UNDECLARED_USE',
      message: expect.stringContaining("'hall' calls 'bath'") as string,
    });
  });

  it('refuses a private message of another context, and lets the own context send it', async () => {
    strayTo = () => new Secret('tea');
    expect((await failureOf(execute(new Stray({})))).cause).toMatchObject({ code: 'PRIVATE_MESSAGE' });
    await expect(execute(new Secret('tea'))).rejects.toMatchObject({ code: 'PRIVATE_MESSAGE' });
  });

  it('lets only contexts send internal messages', async () => {
    expect(await failureOf(execute(new Taste({})))).toMatchObject({ code: 'ACCESS_DENIED', mayHaveExecuted: false });
    await expect(execute(new Ask({}))).resolves.toBe('fine');
  });

  it('asks for a signed-in principal, and for its roles', async () => {
    const as = (principal: { subject: string; roles: string[] }, message: Query<string>): Promise<string> =>
      runAtEdge({ principal }, () => execute(message));
    expect(await failureOf(execute(new SignedIn({})))).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await failureOf(execute(new Inspect({})))).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(await failureOf(as({ subject: 'ann', roles: ['guest'] }, new Inspect({})))).toMatchObject({
      code: 'ACCESS_DENIED',
    });
    await expect(as({ subject: 'ann', roles: [] }, new SignedIn({}))).resolves.toBe('welcome');
    await expect(as({ subject: 'bob', roles: ['chef'] }, new Inspect({}))).resolves.toBe('clean');
  });

  it('knows on whose behalf a bus is used where no handler is on the stack', async () => {
    const { queries } = host.app.get(Timer, { strict: false });
    const failure = await failureOf(queries.execute(new Taste({})));
    expect(failure.message).toContain('sent by hall to kitchen');
  });

  it('serves every bus of the application, also one the application brought itself', async () => {
    await expect(host.app.get(Plain, { strict: false }).commands.execute(new Brew({ tea: 'white' }))).resolves.toEqual({
      tea: 'white',
    });
  });

  it('makes a request-scoped handler anew for each message', async () => {
    const before = WashHandler.made;
    await execute(new Wash({}));
    await execute(new Wash({}));
    expect(WashHandler.made - before).toBe(2);
    expect([...WashHandler.requests]).toEqual([expect.any(AsyncContext), expect.any(AsyncContext)]);
  });

  it('keeps concurrent calls apart', async () => {
    const tea = Array.from({ length: 50 }, (_, i) => `tea-${i}`);
    brew = async (name) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
      expect(currentCall().principal?.subject).toBe(name);
      return { tea: name };
    };
    const answers = tea.map((name) =>
      runAtEdge({ principal: { subject: name, roles: [] } }, () => execute(new Brew({ tea: name }))),
    );
    await expect(Promise.all(answers)).resolves.toEqual(tea.map((name) => ({ tea: name })));
  });
});
