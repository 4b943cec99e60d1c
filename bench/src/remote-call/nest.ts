import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientProxyFactory, MessagePattern, Transport, type MicroserviceOptions } from '@nestjs/microservices';
import { firstValueFrom } from 'rxjs';
import { price, type Priced, type System } from './system.js';

@Controller()
class PriceController {
  @MessagePattern('nest.price')
  price(content: Priced): ReturnType<typeof price> {
    return price(content);
  }
}

@Module({ controllers: [PriceController] })
class PriceModule {}

/** Nest's own NATS server and client. */
export const nest: System = {
  name: 'Nest ClientNats',
  serve: async (url) => {
    const app = await NestFactory.createMicroservice<MicroserviceOptions>(PriceModule, {
      transport: Transport.NATS,
      options: { servers: [url] },
      logger: false,
    });
    await app.listen();
  },
  connect: async (url) => {
    const client = ClientProxyFactory.create({ transport: Transport.NATS, options: { servers: [url] } });
    await client.connect();
    return {
      call: async (quantity) =>
        (await firstValueFrom(client.send<{ total: number }>('nest.price', { sku: 'sku', quantity }))).total,
    };
  },
};
