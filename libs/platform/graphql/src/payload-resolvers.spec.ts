import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { expect, it } from 'vitest';
import { payloadResolvers } from './payload-resolvers.js';
import { RequestLoader } from './request-loader.js';

interface Payload {
  readonly sku: string;
}

const asked: string[][] = [];

class ProductLoader extends RequestLoader<string, { readonly sku: string }> {
  constructor() {
    super({
      load: async (skus) => {
        asked.push(skus);
        return skus.map((sku) => ({ sku }));
      },
      keyOf: ({ sku }) => sku,
    });
  }
}

const resolvers = payloadResolvers({
  types: ['CreatePayload', 'ClosePayload'],
  field: 'product',
  loader: ProductLoader,
  key: ({ sku }: Payload) => sku,
});

@Module({ providers: [ProductLoader, ...resolvers] })
class ApiModule {}

it('makes a provider for each type that reads through the loader of the module', async () => {
  expect(resolvers.map(({ name }) => name)).toEqual(['CreatePayloadResolver', 'ClosePayloadResolver']);
  const app = await NestFactory.createApplicationContext(ApiModule, { logger: false });
  try {
    const request = {};
    const [created, closed] = resolvers.map((resolver) =>
      app.get<{ read(payload: Payload, request: object): unknown }>(resolver),
    );
    expect(await Promise.all([created!.read({ sku: 'a' }, request), closed!.read({ sku: 'b' }, request)])).toEqual([
      { sku: 'a' },
      { sku: 'b' },
    ]);
    expect(asked).toEqual([['a', 'b']]);
  } finally {
    await app.close();
  }
});
