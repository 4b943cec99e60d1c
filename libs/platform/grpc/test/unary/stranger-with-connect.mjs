// A program of another team with connect-es, and code that protoc-gen-es has generated from the contract.
import { Code, ConnectError, createClient } from '@connectrpc/connect';
import { createGrpcTransport, Http2SessionManager } from '@connectrpc/connect-node';
import { Health, HealthCheckResponse_ServingStatus as ServingStatus } from './gen/grpc/health/v1/health_pb.js';
import { KitchenService as KitchenV1 } from './gen/kitchen/v1/kitchen_pb.js';
import { KitchenService, OutOfTeaSchema } from './gen/kitchen/v2/kitchen_pb.js';

const baseUrl = `http://${process.argv[2]}`;
const sessionManager = new Http2SessionManager(baseUrl);
const transport = createGrpcTransport({ baseUrl, sessionManager });
const kitchen = createClient(KitchenService, transport);
const first = createClient(KitchenV1, transport);

const failureOf = async (call) => {
  try {
    await call;
  } catch (error) {
    const { code, rawMessage, metadata } = ConnectError.from(error);
    const [own] = ConnectError.from(error).findDetails(OutOfTeaSchema);
    return { code: Code[code], rawMessage, mayHaveExecuted: metadata.get('may-have-executed'), own: own?.tea };
  }
};

const health = await createClient(Health, transport).check({ service: KitchenService.typeName });
const { cups } = await kitchen.brew({ tea: 'green', cups: 3n });
const { items } = await first.menu({});
console.log(
  JSON.stringify({
    cups: Number(cups),
    menu: items.map(({ tea, left }) => [tea, Number(left)]),
    error: await failureOf(kitchen.brew({ tea: 'none', cups: 1n })),
    late: await failureOf(first.steep({}, { timeoutMs: 300 })),
    health: ServingStatus[health.status],
  }),
);
// An open connection would keep the program running.
sessionManager.abort();
