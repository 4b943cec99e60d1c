import 'reflect-metadata';
import { Controller, Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientProxyFactory,
  GrpcMethod,
  MessagePattern,
  Transport,
  type ClientGrpc,
  type GrpcOptions,
  type MicroserviceOptions,
} from '@nestjs/microservices';
import { firstValueFrom, timeout, type Observable } from 'rxjs';
import { PROTO_FILE, PROTO_OPTIONS } from './prices-proto.js';
import { price, TIMEOUT_MS, type Priced, type System } from './system.js';

type Answer = ReturnType<typeof price>;

@Controller()
class NatsPriceController {
  @MessagePattern('nest.price')
  price(content: Priced): Answer {
    return price(content);
  }
}

@Module({ controllers: [NatsPriceController] })
class NatsPriceModule {}

@Controller()
class GrpcPriceController {
  @GrpcMethod('PricesService', 'Price')
  price(content: Priced): Answer {
    return price(content);
  }
}

@Module({ controllers: [GrpcPriceController] })
class GrpcPriceModule {}

async function serve(module: Type, options: MicroserviceOptions): Promise<void> {
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(module, { ...options, logger: false });
  await app.listen();
}

/** Nest's own NATS server and client. */
export const nestNats: System = {
  serve: ({ nats }) => serve(NatsPriceModule, { transport: Transport.NATS, options: { servers: [nats] } }),
  connect: async ({ nats }) => {
    const client = ClientProxyFactory.create({ transport: Transport.NATS, options: { servers: [nats] } });
    await client.connect();
    return {
      call: async (quantity) =>
        (await firstValueFrom(client.send<{ total: number }>('nest.price', { sku: 'sku', quantity }))).total,
    };
  },
};

const grpcOptions = (url: string): GrpcOptions => ({
  transport: Transport.GRPC,
  options: { url, package: 'prices.v1', protoPath: PROTO_FILE, loader: PROTO_OPTIONS },
});

/** Nest's own gRPC server and client, with the time limit that a careful caller sets. */
export const nestGrpc: System = {
  serve: ({ grpc }) => serve(GrpcPriceModule, grpcOptions(grpc)),
  connect: async ({ grpc }) => {
    const client = ClientProxyFactory.create(grpcOptions(grpc)) as unknown as ClientGrpc;
    const service = client.getService<{ price(content: Priced): Observable<Answer> }>('PricesService');
    return {
      call: async (quantity) =>
        (await firstValueFrom(service.price({ sku: 'sku', quantity }).pipe(timeout(TIMEOUT_MS)))).total,
    };
  },
};
