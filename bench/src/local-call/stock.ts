import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Command, CommandBus, CommandHandler, CqrsModule, type ICommandHandler } from '@nestjs/cqrs';
import type { Candidate } from '../report/alternate.js';

class Price extends Command<{ sku: string; quantity: number; total: number }> {
  constructor(
    readonly sku: string,
    readonly quantity: number,
  ) {
    super();
  }
}

@CommandHandler(Price)
class PriceHandler implements ICommandHandler<Price> {
  async execute({ sku, quantity }: Price) {
    return { sku, quantity, total: quantity * 2 };
  }
}

@Module({ imports: [CqrsModule.forRoot()], providers: [PriceHandler] })
class StockModule {}

/** The stock bus, without any of ours. */
export async function stockCall(): Promise<Candidate & { stop(): Promise<void> }> {
  const app = await NestFactory.createApplicationContext(StockModule, { logger: false });
  await app.init();
  const commands = app.get(CommandBus);
  const message = new Price('sku', 2);
  return {
    name: 'stock CommandBus.execute',
    run: async (times) => {
      for (let i = 0; i < times; i++) await commands.execute(message);
    },
    stop: () => app.close(),
  };
}
