import { Controller, Injectable, Module, UseGuards, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, MessagePattern, Payload, RpcException } from '@nestjs/microservices';
import { firstValueFrom, of } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { hostsOfThisFile } from '../../test/hosts.js';
import { connectNats } from '../connect-nats.js';
import type { NatsServer } from '../testing/index.js';
import { NatsCallContext, NatsClient, NatsStrategy, RemoteHandlerError } from './index.js';

@Injectable()
class OnlyKnownSkus implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    return context.switchToRpc().getData<{ sku: string }>().sku !== 'unknown';
  }
}

const heard: unknown[] = [];

@Controller()
class PricesController {
  @MessagePattern('price')
  @UseGuards(OnlyKnownSkus)
  price(@Payload() { sku }: { sku: string }, @Ctx() call: NatsCallContext) {
    return { sku, total: 5, caller: call.request.caller.name, left: call.request.deadline! - Date.now() };
  }

  @MessagePattern({ cmd: 'all' })
  all() {
    return of('first', 'last');
  }

  @MessagePattern('nothing')
  nothing(): void {}

  @MessagePattern('refuse')
  refuse(): never {
    throw new RpcException({ reason: 'sold out' });
  }

  @MessagePattern('break')
  break(): never {
    throw new Error('password is hunter2');
  }

  @MessagePattern('slow')
  slow(@Ctx() call: NatsCallContext): Promise<string> {
    return new Promise((resolve) => call.signal.addEventListener('abort', () => resolve('too late')));
  }

  @EventPattern('price.changed')
  changed(@Payload() change: unknown): void {
    heard.push(change);
  }
}

@Module({ controllers: [PricesController] })
class PricesModule {}

describe('a Nest microservice over NATS', () => {
  const hosts = hostsOfThisFile();
  let server: NatsServer;
  let client: NatsClient;
  let stop: () => Promise<void>;
  beforeAll(async () => {
    server = await hosts.server();
    const app = await NestFactory.createMicroservice(PricesModule, {
      strategy: new NatsStrategy({ context: 'prices', url: server.url }),
      logger: false,
    });
    await app.listen();
    client = new NatsClient({ context: 'prices', url: server.url, host: 'desk' });
    stop = async () => {
      await client.close();
      await app.close();
    };
  });
  afterAll(() => stop());

  const send = (pattern: unknown, data: unknown = {}): Promise<unknown> => firstValueFrom(client.send(pattern, data));

  it('answers calls by pattern, with caller and deadline', async () => {
    const answer = (await send('price', { sku: 'cup' })) as { left: number };
    expect(answer).toEqual({ sku: 'cup', total: 5, caller: 'desk', left: expect.any(Number) });
    expect(answer.left).toBeGreaterThan(20_000);
  });

  it('runs guards', async () => {
    await expect(send('price', { sku: 'unknown' })).rejects.toMatchObject({ data: { message: 'Forbidden resource' } });
  });

  it('answers with the last value of a stream, and with null if it is empty', async () => {
    expect(await send({ cmd: 'all' })).toBe('last');
    expect(await send('nothing')).toBeNull();
  });

  it("returns the data of an RpcException, and only Nest's text for other errors", async () => {
    const refused = await send('refuse').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(RemoteHandlerError);
    expect(refused).toMatchObject({ pattern: 'refuse', data: { reason: 'sold out' } });
    const broken = (await send('break').catch((error: unknown) => error)) as RemoteHandlerError;
    expect(broken.problem).toBe('break failed: Internal server error.');
  });

  it('reports a missing handler', async () => {
    await expect(send('unheard.of')).rejects.toMatchObject({ code: 'CONTRACT_MISMATCH', mayHaveExecuted: false });
    await expect(send('price.changed')).rejects.toMatchObject({ code: 'CONTRACT_MISMATCH' });
  });

  it('ends a call at its timeout, on both sides', async () => {
    const hasty = new NatsClient({ context: 'prices', url: server.url, timeout: 100 });
    await expect(firstValueFrom(hasty.send('slow', {}))).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
      mayHaveExecuted: true,
    });
    await hasty.close();
  });

  it('receives events', async () => {
    client.emit('price.changed', { sku: 'cup' });
    client.emit('not.listened.to', {});
    client.emit('price.changed', { sku: 'pot' });
    await vi.waitFor(() => expect(heard).toEqual([{ sku: 'cup' }, { sku: 'pot' }]));
  });

  it('uses a shared transport, and leaves it open', async () => {
    const transport = await connectNats({ url: server.url });
    const app = await NestFactory.createMicroservice(PricesModule, {
      strategy: new NatsStrategy({ context: 'shared', transport }),
      logger: false,
    });
    await app.listen();
    const sharing = new NatsClient({ context: 'shared', transport });
    expect(await firstValueFrom(sharing.send({ cmd: 'all' }, {}))).toBe('last');
    await sharing.close();
    await app.close();
    expect(transport.client.connected).toBe(true);
    await transport.close();
  });

  it('reports its connection status', async () => {
    const other = await hosts.server();
    const own = new NatsClient({ context: 'prices', url: other.url });
    const seen: string[] = [];
    own.on('status', (status) => seen.push(status));
    await own.connect();
    await other.kill();
    await vi.waitFor(() => expect(seen).toEqual(['connected', 'disconnected']));
    await other.restart();
    await vi.waitFor(() => expect(seen).toEqual(['connected', 'disconnected', 'connected']), { timeout: 5_000 });
    await own.close();
  });

  it('fails to start without a server, with the reason', async () => {
    const app = await NestFactory.createMicroservice(PricesModule, {
      strategy: new NatsStrategy({ context: 'prices', url: 'nats://127.0.0.1:1' }),
      logger: false,
    });
    await expect(app.listen()).rejects.toMatchObject({ code: 'NATS_UNREACHABLE' });
    await app.close();
    const alone = new NatsClient({ context: 'prices', url: 'nats://127.0.0.1:1' });
    await expect(firstValueFrom(alone.send('price', {}))).rejects.toMatchObject({ code: 'NATS_UNREACHABLE' });
  });
});
