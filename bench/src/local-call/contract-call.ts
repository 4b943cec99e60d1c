import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { ContextModule, use } from '@multilith/runtime';
import { MultilithModule } from '@multilith/runtime/host';
import type { WorkObserver } from '@multilith/runtime/observe';
import type { Candidate } from '../report/alternate.js';
import { Price, PriceMany, prices, shop } from './contracts.js';

@CommandHandler(Price)
class PriceHandler implements ICommandHandler<Price> {
  async execute({ sku, quantity }: Price) {
    return { sku, quantity, total: quantity * 2 };
  }
}

@CommandHandler(PriceMany)
class PriceManyHandler implements ICommandHandler<PriceMany> {
  constructor(private readonly commands: CommandBus) {}

  async execute({ times }: PriceMany) {
    const message = new Price({ sku: 'sku', quantity: 2 });
    for (let i = 0; i < times; i++) await this.commands.execute(message);
    return { total: times };
  }
}

@Module({ imports: [ContextModule.forFeature({ contract: prices })], providers: [PriceHandler] })
class PricesModule {}

@Module({
  imports: [
    ContextModule.forFeature({ contract: shop, uses: [use(prices, { timeout: '60s', whenUnavailable: 'fail' })] }),
  ],
  providers: [PriceManyHandler],
})
class ShopModule {}

/** A call from the edge, one from another context, and the making of the message, which validates it. */
export async function contractCalls(
  observer?: WorkObserver,
): Promise<{ candidates: Candidate[]; stop(): Promise<void> }> {
  @Module({ imports: [MultilithModule.forRoot(observer ? { observer } : {}), PricesModule, ShopModule] })
  class AppModule {}

  const app = await NestFactory.createApplicationContext(AppModule, { logger: false });
  await app.init();
  const commands = app.get(CommandBus, { strict: false });
  const message = new Price({ sku: 'sku', quantity: 2 });
  return {
    candidates: [
      {
        name: 'contract call, from the edge',
        run: async (times) => {
          for (let i = 0; i < times; i++) await commands.execute(message);
        },
      },
      {
        name: 'contract call, from another context',
        run: async (times) => void (await commands.execute(new PriceMany({ times }))),
      },
      {
        name: '(making and validating the message)',
        run: async (times) => {
          for (let i = 0; i < times; i++) void new Price({ sku: 'sku', quantity: 2 });
        },
      },
    ],
    stop: () => app.close(),
  };
}
