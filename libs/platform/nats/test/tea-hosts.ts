import { Module, type Type } from '@nestjs/common';
import { CommandBus, CommandHandler, QueryBus, QueryHandler, type Command, type Query } from '@nestjs/cqrs';
import { command, contract, currentCall, query, roles } from '@multilith/contract';
import { ContextModule, fallback, use } from '@multilith/runtime';
import { MultilithRuntime, startHost, temporaryPrincipalKeys, type Host } from '@multilith/runtime/host';
import { z } from 'zod';
import { connectNats } from '../src/index.js';

export class Brew extends command('kitchen.Brew', {
  input: z.object({ tea: z.string() }),
  output: z.string(),
  access: 'public',
}) {}
export class Menu extends query('kitchen.Menu', {
  input: z.object({}),
  output: z.array(z.string()),
  access: 'public',
}) {}
export class Inspect extends query('kitchen.Inspect', {
  input: z.object({}),
  output: z.string(),
  access: roles('chef'),
}) {}
/** Queries the menu of the kitchen. */
export class OfferMenu extends query('hall.OfferMenu', {
  input: z.object({}),
  output: z.array(z.string()),
  access: 'public',
}) {}
/** Makes the kitchen brew; the fallback is yesterday's tea. */
export class Serve extends command('hall.Serve', {
  input: z.object({ tea: z.string() }),
  output: z.string(),
  access: 'public',
}) {}
const kitchen = contract('kitchen', [Brew, Menu, Inspect]);
const hall = contract('hall', [OfferMenu, Serve]);

/** The behaviour of the kitchen, which tests replace. */
export const cook = { menu: async (): Promise<string[]> => ['green'], brewed: [] as string[] };

@CommandHandler(Brew)
class BrewHandler {
  async execute({ tea }: Brew): Promise<string> {
    cook.brewed.push(tea);
    return tea;
  }
}
@QueryHandler(Menu)
class MenuHandler {
  execute = (): Promise<string[]> => cook.menu();
}
@QueryHandler(Inspect)
class InspectHandler {
  execute = async (): Promise<string> => currentCall().principal!.subject;
}
@Module({
  imports: [ContextModule.forFeature({ contract: kitchen })],
  providers: [BrewHandler, MenuHandler, InspectHandler],
})
class KitchenModule {}

@QueryHandler(OfferMenu)
class OfferMenuHandler {
  constructor(private readonly queries: QueryBus) {}
  execute = (): Promise<string[]> => this.queries.execute(new Menu({}));
}
@CommandHandler(Serve)
class ServeHandler {
  constructor(private readonly commands: CommandBus) {}
  execute = ({ tea }: Serve): Promise<string> => this.commands.execute(new Brew({ tea }));
}
@Module({
  imports: [
    ContextModule.forFeature({
      contract: hall,
      uses: [
        use(kitchen, { timeout: '1s', retry: 5, whenUnavailable: fallback(Brew, ({ tea }) => `yesterday's ${tea}`) }),
      ],
    }),
  ],
  providers: [OfferMenuHandler, ServeHandler],
})
class HallModule {}

/** The edge of the monolith: it runs the API of the kitchen, wherever the kitchen runs. */
@Module({ imports: [ContextModule.forApi({ contract: kitchen })] })
class KitchenApiModule {}

/** `kitchen` runs in its own host; `hall`, which calls it, runs in the monolith. */
export class TeaHosts {
  readonly #keys = temporaryPrincipalKeys();
  monolith!: Host;

  start(host: 'monolith' | 'kitchen', url: string): Promise<Host> {
    const load = (module: Type) => ({ module: async (): Promise<Type> => module });
    return startHost({
      host,
      contexts: { hall: load(HallModule), kitchen: load(KitchenModule) },
      imports: host === 'monolith' ? [KitchenApiModule] : [],
      topology: { kitchen: { transport: 'nats' } },
      transports: { nats: () => connectNats({ url, host }) },
      principalKeys: this.#keys,
      logger: false,
    });
  }

  /** Sends a message to the monolith, as its edge. */
  ask<R>(message: Query<R>): Promise<R> {
    return this.monolith.app.get(MultilithRuntime).queryBus.execute(message);
  }
  tell<R>(message: Command<R>): Promise<R> {
    return this.monolith.app.get(MultilithRuntime).commandBus.execute(message);
  }
}
