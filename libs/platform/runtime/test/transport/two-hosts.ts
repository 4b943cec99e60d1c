import { Module, type Type } from '@nestjs/common';
import { CommandBus, CommandHandler, QueryBus, QueryHandler, type Command, type Query } from '@nestjs/cqrs';
import { command, contract, contractError, currentCall, query, roles, type CurrentCall } from '@multilith/contract';
import { z } from 'zod';
import { ContextModule } from '../../src/context.module.js';
import { fallback, use } from '../../src/context/use.js';
import { startHost, type Host, type HostOptions } from '../../src/host/start-host.js';
import { MultilithRuntime } from '../../src/host/multilith-runtime.js';
import { temporaryPrincipalKeys } from '../../src/principal/principal-keys.js';
import { LoopbackNetwork } from './loopback-network.js';

/** `kitchen` runs in its own host, `hall` in the monolith; each calls the other. */
export class OutOfTea extends contractError('kitchen.OutOfTea', {
  data: z.object({ since: z.date() }),
  message: ({ since }) => `There has been no tea since ${since.toISOString()}.`,
}) {}
const Cup = z.object({ tea: z.string(), poured: z.date(), drops: z.bigint() });
export type Cup = z.output<typeof Cup>;
export class Brew extends command('kitchen.Brew', {
  input: z.object({ tea: z.string(), for: z.date().optional() }),
  output: Cup,
  errors: [OutOfTea],
  access: 'public',
}) {}
export class Menu extends query('kitchen.Menu', {
  input: z.object({}),
  output: z.array(z.string()),
  access: 'public',
}) {}
export class Taste extends query('kitchen.Taste', { input: z.object({}), output: z.string(), access: 'internal' }) {}
export class Inspect extends query('kitchen.Inspect', {
  input: z.object({}),
  output: z.string(),
  access: roles('chef'),
}) {}
export class Serve extends command('hall.Serve', {
  input: z.object({ tea: z.string() }),
  output: Cup,
  access: 'public',
}) {}
export class Ask extends query('hall.Ask', { input: z.object({}), output: z.string(), access: 'public' }) {}
/** Asks the kitchen for its menu. */
export class OfferMenu extends query('hall.OfferMenu', {
  input: z.object({}),
  output: z.array(z.string()),
  access: 'public',
}) {}
export class Tables extends query('hall.Tables', { input: z.object({}), output: z.int(), access: 'internal' }) {}
/** In the contract that hall was built with, but not in the contract of the kitchen. */
export class Flambee extends command('kitchen.Flambee', { input: z.object({}), access: 'public' }) {}

export const kitchen = contract('kitchen', [Brew, Menu, Taste, Inspect]);
export const hall = contract('hall', [Serve, Ask, OfferMenu, Tables]);
const newerKitchen = contract('kitchen', [Brew, Menu, Taste, Inspect, Flambee]);

/** The behaviour of the kitchen's handlers, replaced by tests. */
export const cook = {
  brew: async (tea: string): Promise<Cup> => ({ tea, poured: new Date(0), drops: 7n }),
  menu: async (_buses: { readonly queries: QueryBus }): Promise<string[]> => ['green'],
  /** Calls that the kitchen and the hall have handled. */
  calls: [] as CurrentCall[],
};
const usual = { ...cook };
export const asUsual = (): void => void Object.assign(cook, usual, { calls: [] });

const noted = (): void => {
  const { message, context, caller, principal, deadline, trace, idempotencyKey } = currentCall();
  cook.calls.push({ message, context, caller, principal, deadline, trace, idempotencyKey, event: undefined });
};

@CommandHandler(Brew)
class BrewHandler {
  async execute({ tea }: Brew): Promise<Cup> {
    noted();
    return cook.brew(tea);
  }
}
@QueryHandler(Menu)
class MenuHandler {
  constructor(private readonly queries: QueryBus) {}
  async execute(): Promise<string[]> {
    noted();
    return cook.menu({ queries: this.queries });
  }
}
@QueryHandler(Taste)
class TasteHandler {
  execute = async (): Promise<string> => 'fine';
}
@QueryHandler(Inspect)
class InspectHandler {
  execute = async (): Promise<string> => currentCall().principal!.subject;
}
@Module({
  imports: [ContextModule.forFeature({ contract: kitchen, uses: [use(hall, { whenUnavailable: 'fail' })] })],
  providers: [BrewHandler, MenuHandler, TasteHandler, InspectHandler],
})
export class KitchenModule {}

@CommandHandler(Serve)
class ServeHandler {
  constructor(private readonly commands: CommandBus) {}
  async execute({ tea }: Serve): Promise<Cup> {
    return this.commands.execute(new Brew({ tea }));
  }
}
@QueryHandler(Ask)
class AskHandler {
  constructor(private readonly queries: QueryBus) {}
  execute = (): Promise<string> => this.queries.execute(new Taste({}));
}
@QueryHandler(OfferMenu)
class OfferMenuHandler {
  constructor(private readonly queries: QueryBus) {}
  execute = (): Promise<string[]> => this.queries.execute(new Menu({}));
}
@QueryHandler(Tables)
class TablesHandler {
  execute = async (): Promise<number> => {
    noted();
    return 12;
  };
}
@Module({
  imports: [
    ContextModule.forFeature({
      contract: hall,
      uses: [
        use(newerKitchen, {
          timeout: '500ms',
          retry: 2,
          whenUnavailable: fallback(Brew, ({ tea }) => ({ tea: `yesterday's ${tea}`, poured: new Date(1), drops: 0n })),
        }),
      ],
    }),
  ],
  providers: [ServeHandler, AskHandler, OfferMenuHandler, TablesHandler],
})
export class HallModule {}

class Guest {
  constructor(
    readonly commands: CommandBus,
    readonly queries: QueryBus,
  ) {}
}
@Module({
  imports: [ContextModule.forApi({ contract: newerKitchen })],
  providers: [
    { provide: Guest, useFactory: (c: CommandBus, q: QueryBus) => new Guest(c, q), inject: [CommandBus, QueryBus] },
  ],
})
class KitchenApiModule {}

/** Two hosts on a network. */
export class TwoHosts {
  readonly network: LoopbackNetwork;
  readonly principalKeys = temporaryPrincipalKeys();
  monolith!: Host;
  kitchen!: Host;

  constructor(maxMessageBytes?: number) {
    this.network = new LoopbackNetwork(maxMessageBytes);
  }

  /** Starts both. */
  async start(): Promise<void> {
    this.monolith = await this.startHost('monolith');
    this.kitchen = await this.startHost('kitchen');
  }

  startHost(host: 'monolith' | 'kitchen', options: Partial<HostOptions> = {}): Promise<Host> {
    const load = (module: Type) => ({ module: async (): Promise<Type> => module });
    return startHost({
      host,
      contexts: { hall: load(HallModule), kitchen: load(KitchenModule) },
      imports: host === 'monolith' ? [KitchenApiModule] : [],
      topology: { kitchen: { transport: 'nats' } },
      transports: { nats: this.network.connect },
      principalKeys: this.principalKeys,
      logger: false,
      ...options,
    });
  }

  async stop(): Promise<void> {
    await Promise.all([this.monolith.stop(), this.kitchen.stop()]);
  }

  /** Sends from the monolith, as its edge. */
  execute<R>(message: Command<R> | Query<R>): Promise<R> {
    return this.executeIn('monolith', message);
  }

  /** Sends from one of the hosts, as its edge. */
  executeIn<R>(host: 'monolith' | 'kitchen', message: Command<R> | Query<R>): Promise<R> {
    const { commandBus, queryBus } = this[host].app.get(MultilithRuntime);
    const isQuery = [Menu, Taste, Inspect, Ask, OfferMenu, Tables].some((type) => message instanceof type);
    return ((isQuery ? queryBus : commandBus) as { execute(sent: object): Promise<R> }).execute(message);
  }

  /** The buses of the kitchen's API, which runs in the monolith. */
  get guest(): Guest {
    return this.monolith.app.get(Guest, { strict: false });
  }
}
