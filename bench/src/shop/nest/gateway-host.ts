import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { TokenCheck } from './gateway/token-check.js';
import { ShopResolver } from './gateway/shop.resolver.js';
import { loadersOf } from './gateway/loaders.js';
import { SDL } from './gateway/schema.js';
import { natsClient, Services } from './shop-service.js';

const { NATS_URL: nats, TOKEN_KEY: key } = process.env as Record<string, string>;

@Module({ imports: [natsClient(nats!)], providers: [Services], exports: [Services] })
class ServicesModule {}

const tokens = await TokenCheck.open(key!);

@Module({
  imports: [
    ServicesModule,
    GraphQLModule.forRootAsync<MercuriusDriverConfig>({
      driver: MercuriusDriver,
      imports: [ServicesModule],
      inject: [Services],
      useFactory: (services: Services) => ({
        typeDefs: SDL,
        path: '/graphql',
        jit: 2,
        loaders: loadersOf(services),
        context: async (request: { headers: { authorization?: string } }) => ({
          principal: await tokens.principalOf(request.headers.authorization),
        }),
      }),
    }),
  ],
  providers: [ShopResolver],
})
class GatewayModule {}

/** The GraphQL gateway of the stock Nest shop. */
const app = await NestFactory.create<NestFastifyApplication>(GatewayModule, new FastifyAdapter(), {
  logger: ['warn', 'error'],
});
app.enableShutdownHooks();
await app.listen(0, '127.0.0.1');
console.log(`Listening at ${(await app.getUrl()).replace('[::1]', '127.0.0.1')}`);
