import {
  credentials,
  loadPackageDefinition,
  Server,
  ServerCredentials,
  type ServiceClientConstructor,
  type ServiceError,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { PROTO_FILE, PROTO_OPTIONS } from './prices-proto.js';
import { price, TIMEOUT_MS, type Priced, type System } from './system.js';

type Answer = ReturnType<typeof price>;

/** The client that `@grpc/proto-loader` makes of the service. */
interface PricesClient {
  Price(
    request: Priced,
    options: { readonly deadline: number },
    done: (error: ServiceError | null, answer: Answer) => void,
  ): void;
}

const service = (): ServiceClientConstructor => {
  const loaded = loadPackageDefinition(loadSync(PROTO_FILE, PROTO_OPTIONS)) as unknown as {
    prices: { v1: { PricesService: ServiceClientConstructor } };
  };
  return loaded.prices.v1.PricesService;
};

/** A call of the stock client, with a deadline as every call of ours has. */
const connect: System['connect'] = async ({ grpc }) => {
  const client = new (service())(grpc, credentials.createInsecure()) as unknown as PricesClient;
  return {
    call: (quantity) =>
      new Promise((resolve, reject) =>
        client.Price({ sku: 'sku', quantity }, { deadline: Date.now() + TIMEOUT_MS }, (error, answer) =>
          error ? reject(error) : resolve(answer.total),
        ),
      ),
  };
};

/** Plain grpc-js, unary, with protobuf. */
export const grpcJs: System = {
  serve: ({ grpc }) =>
    new Promise((resolve, reject) => {
      const server = new Server();
      server.addService(service().service, {
        Price: ({ request }: { request: Priced }, done: (error: null, answer: Answer) => void) =>
          done(null, price(request)),
      });
      server.bindAsync(grpc, ServerCredentials.createInsecure(), (error) => (error ? reject(error) : resolve()));
    }),
  connect,
};

/** The same client against the service that a host of ours has for strangers. */
export const strangerCall: System = {
  serve: async (meeting) => (await import('./contract-call.js')).contractOverGrpc.serve(meeting),
  connect,
};
