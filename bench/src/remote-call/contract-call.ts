import { Module, type Type } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { contract } from '@multilith/contract';
import { connectGrpc, type GrpcOptions } from '@multilith/grpc';
import { connectNats } from '@multilith/nats';
import { ContextModule, use } from '@multilith/runtime';
import { startHost, temporaryPrincipalKeys, type Host } from '@multilith/runtime/host';
import type { TransportConnector } from '@multilith/runtime/transport';
import { Price, prices } from '../local-call/contracts.js';
import { price, type Meeting, type System } from './system.js';

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

/** A call as in an application: message classes, validated by Zod on both sides, through the stock bus and the call path. */
function contractCall(over: 'nats' | 'grpc', connector: (meeting: Meeting) => TransportConnector): System {
  const start = (host: string, meeting: Meeting): Promise<Host> =>
    startHost({
      host,
      topology: { prices: { transport: over } },
      contexts: { prices: load(PricesModule), shop: load(ShopModule) },
      transports: { [over]: connector(meeting) },
      principalKeys: temporaryPrincipalKeys(),
      logger: false,
    });
  return {
    serve: async (meeting) => void (await start('prices', meeting)),
    connect: async (meeting) => {
      const host = await start('monolith', meeting);
      const commands = host.app.get(CommandBus, { strict: false });
      return {
        call: async (quantity) => (await commands.execute(new Price({ sku: 'sku', quantity }))).total,
      };
    },
  };
}

/** How a host finds the other one over gRPC. */
const grpcOf =
  (more: (host: string, meeting: Meeting) => GrpcOptions) =>
  (meeting: Meeting): TransportConnector =>
  ({ host, hostOf }) =>
    connectGrpc({
      host,
      hostOf,
      listen: host === 'prices' ? meeting.grpc : '127.0.0.1:0',
      hosts: `prices=${meeting.grpc}`,
      ...more(host, meeting),
    });

export const contractOverNats = contractCall(
  'nats',
  ({ nats }) =>
    ({ host }) =>
      connectNats({ url: nats, host, prefix: 'contract' }),
);

export const contractOverGrpc = contractCall(
  'grpc',
  grpcOf(() => ({})),
);

export const contractOverTls = contractCall(
  'grpc',
  grpcOf((host, { authority, certificates, permissions }) => {
    const { certificate, key } = certificates[host as keyof typeof certificates];
    return { tls: { caFile: authority, certFile: certificate, keyFile: key }, permissions };
  }),
);
