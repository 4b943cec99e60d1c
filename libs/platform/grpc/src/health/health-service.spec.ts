import { Client, credentials, ServerCredentials, status, type ClientReadableStream } from '@grpc/grpc-js';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  HealthCheckRequestSchema,
  HealthCheckResponse_ServingStatus as ServingStatus,
  HealthCheckResponseSchema,
  HealthListResponseSchema,
} from '../generated/grpc/health/v1/health_pb.js';
import { GrpcServer } from '../server/grpc-server.js';
import { asItIs } from '../wire/bytes-method.js';
import { HealthService } from './health-service.js';

const ORDERS = 'orders.v1.OrdersService';

describe('the health of a server', () => {
  let server: GrpcServer;
  let health: HealthService;
  let client: Client;
  beforeEach(async () => {
    server = new GrpcServer();
    health = new HealthService(server);
    await server.listen('127.0.0.1:0', ServerCredentials.createInsecure());
    client = new Client(`127.0.0.1:${server.port}`, credentials.createInsecure());
  });
  afterEach(async () => {
    client.close();
    await server.close();
  });

  const asked = (service: string): Buffer =>
    Buffer.from(toBinary(HealthCheckRequestSchema, create(HealthCheckRequestSchema, { service })));
  const call = (method: string, service: string): Promise<Buffer> =>
    new Promise((resolve, reject) =>
      client.makeUnaryRequest(`/grpc.health.v1.Health/${method}`, asItIs, asItIs, asked(service), (error, answer) =>
        error ? reject(error) : resolve(answer!),
      ),
    );
  const statusIn = (bytes: Buffer): string => ServingStatus[fromBinary(HealthCheckResponseSchema, bytes).status];
  const check = async (service: string): Promise<string> => statusIn(await call('Check', service));

  /** Watches a service; `seen` has what the server has reported so far. */
  function watch(service: string): { seen: string[]; ended: Promise<void>; stream: ClientReadableStream<Buffer> } {
    const seen: string[] = [];
    const stream = client.makeServerStreamRequest(
      '/grpc.health.v1.Health/Watch',
      asItIs,
      asItIs,
      asked(service),
    ) as ClientReadableStream<Buffer>;
    stream.on('data', (bytes: Buffer) => seen.push(statusIn(bytes)));
    stream.on('error', () => {});
    return { seen, stream, ended: new Promise((resolve) => stream.on('end', resolve)) };
  }

  it('is SERVING once a service is, and NOT_SERVING when it is drained', async () => {
    expect(await check('')).toBe('NOT_SERVING');
    await expect(check(ORDERS)).rejects.toMatchObject({ code: status.NOT_FOUND });
    health.serving(ORDERS);
    expect(await check('')).toBe('SERVING');
    expect(await check(ORDERS)).toBe('SERVING');
    health.drain();
    health.serving('payments.v1.PaymentsService');
    expect(await check('')).toBe('NOT_SERVING');
    expect(await check(ORDERS)).toBe('NOT_SERVING');
  });

  it('is listed by service', async () => {
    health.serving(ORDERS);
    const { statuses } = fromBinary(HealthListResponseSchema, await call('List', ''));
    expect(Object.entries(statuses).map(([name, each]) => [name, ServingStatus[each.status]])).toEqual([
      ['', 'SERVING'],
      [ORDERS, 'SERVING'],
    ]);
  });

  it('is sent to clients that watch it, whenever it changes', async () => {
    const orders = watch(ORDERS);
    await expect.poll(() => orders.seen).toEqual(['SERVICE_UNKNOWN']);
    health.serving(ORDERS);
    health.serving(ORDERS);
    await expect.poll(() => orders.seen).toEqual(['SERVICE_UNKNOWN', 'SERVING']);
    const all = watch('');
    await expect.poll(() => all.seen).toEqual(['SERVING']);
    all.stream.cancel();
    health.drain();
    await orders.ended;
    expect(orders.seen).toEqual(['SERVICE_UNKNOWN', 'SERVING', 'NOT_SERVING']);
    const late = watch(ORDERS);
    await late.ended;
    expect(late.seen).toEqual(['NOT_SERVING']);
  });
});
