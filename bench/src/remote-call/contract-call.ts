import { Module, type Type } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { contract } from '@multilith/contract';
import { connectNats } from '@multilith/nats';
import { ContextModule, use } from '@multilith/runtime';
import { startHost, temporaryPrincipalKeys, type Host } from '@multilith/runtime/host';
import { Price, prices } from '../local-call/contracts.js';
import { price, type System } from './system.js';

@CommandHandler(Price)
class PriceHandler implements ICommandHandler<Price> {
  async execute(message: Price): Promise<ReturnType<typeof price>> {
    return price(message);
  }
}

@Module({ imports: [ContextModule.forFeature({ contract: prices })], providers: [PriceHandler] })
class PricesModule {}

@Module({
  imports: [
    ContextModule.forFeature({
      contract: contract('shop', []),
      uses: [use(prices, { timeout: '10s', whenUnavailable: 'fail' })],
    }),
  ],
})
class ShopModule {}

const load = (module: Type) => ({ module: async (): Promise<Type> => module });

const start = (host: string, url: string): Promise<Host> =>
  startHost({
    host,
    topology: { prices: { transport: 'nats' } },
    contexts: { prices: load(PricesModule), shop: load(ShopModule) },
    transports: { nats: () => connectNats({ url, host, prefix: 'contract' }) },
    principalKeys: temporaryPrincipalKeys(),
    logger: false,
  });

/** A call as in an application: message classes, validated by Zod on both sides, through the stock bus and the call path. */
export const contractCall: System = {
  name: 'Multilith contract call',
  serve: async (url) => void (await start('prices', url)),
  connect: async (url) => {
    const host = await start('monolith', url);
    const commands = host.app.get(CommandBus, { strict: false });
    return {
      call: async (quantity) => (await commands.execute(new Price({ sku: 'sku', quantity }))).total,
    };
  },
};
