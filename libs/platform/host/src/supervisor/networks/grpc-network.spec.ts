import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Content } from '@multilith/contract';
import { connectGrpc, grpcOptionsFromEnv, type GrpcTransport } from '@multilith/grpc';
import type { ContextTraffic } from '@multilith/runtime/host';
import type { CallRequest } from '@multilith/runtime/transport';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SupervisorLog } from '../supervisor-log.js';
import { openGrpcNetwork } from './grpc-network.js';
import type { HostNetwork } from './host-network.js';
import { openNetworks } from './open-networks.js';

const calling = (name: string, ...calls: string[]): ContextTraffic => ({ name, calls, follows: [] });
const TRAFFIC = [calling('catalog'), calling('orders', 'catalog'), calling('payments', 'orders'), calling('mail')];
const grpc = { transport: 'grpc' } as const;
const TOPOLOGY = { orders: grpc, payments: grpc, mail: { transport: 'carrier' } };
const INSTANCES = new Map([
  ['orders', 2],
  ['payments', 1],
  ['mail', 1],
  ['monolith', 1],
]);

describe('gRPC between the hosts of a supervisor', () => {
  let dataDir: string;
  const open: GrpcTransport[] = [];
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'grpc-network-'));
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((transport) => transport.close()));
    rmSync(dataDir, { recursive: true });
  });
  const start = (): Promise<HostNetwork> =>
    openGrpcNetwork({ topology: TOPOLOGY, traffic: TRAFFIC, instances: INSTANCES, dataDir });
  const as = async (network: HostNetwork, host: string, instance = 0): Promise<GrpcTransport> => {
    const hostOf = (context: string): string => (context in TOPOLOGY ? context : 'monolith');
    const options = grpcOptionsFromEnv(network.envOf(host, instance));
    const transport = await connectGrpc({ ...options, host, hostOf, requireMutualTls: true });
    open.push(transport);
    return transport;
  };
  const request = (message: string): CallRequest => ({
    message,
    version: 1,
    host: 'whoever',
    caller: { kind: 'context', name: 'payments' },
    content: Content.ofText('{}'),
    key: undefined,
    principal: undefined,
    trace: { traceId: '1'.repeat(32), spanId: '1'.repeat(16) },
    deadline: Date.now() + 20_000,
  });

  it('each process that is called has an address of its own, which all hosts know', async () => {
    const network = await start();
    const at = (host: string, instance = 0): string => network.addressOf!(host, instance)!;
    const all = [at('orders'), at('orders', 1), at('payments'), at('monolith')];
    expect(new Set(all).size).toBe(4);
    for (const address of all) expect(address).toMatch(/^127\.0\.0\.1:(?:2\d{4}|3[012]\d{3})$/);
    expect(network.addressOf!('mail', 0)).toBeUndefined();
    const known = `orders=${all[0]},${all[1]};payments=${all[2]};monolith=${all[3]}`;
    for (const host of INSTANCES.keys()) expect(network.envOf(host, 0)['GRPC_HOSTS']).toBe(known);
    expect(network.envOf('orders', 1)['GRPC_LISTEN']).toBe(all[1]);
    expect(network.envOf('mail', 0)['GRPC_LISTEN']).toBe('');
  });

  it('hosts prove their names, and may do what their contracts need and no more', async () => {
    const network = await start();
    const [orders, payments, monolith] = [
      await as(network, 'orders'),
      await as(network, 'payments'),
      await as(network, 'monolith'),
    ];
    const answer = async ({ host }: CallRequest): Promise<{ answer: Content }> => ({
      answer: Content.ofText(JSON.stringify(host)),
    });
    await orders.serve('orders', answer);
    await monolith.serve('catalog', answer);
    expect(await payments.call('orders', request('orders.Ask'))).toMatchObject({ answer: { json: '"payments"' } });
    expect(await orders.call('catalog', request('catalog.Ask'))).toMatchObject({ answer: { json: '"orders"' } });
    const refused = await payments.call('catalog', request('catalog.Ask')).catch((error: unknown) => error);
    expect(JSON.stringify(refused)).not.toContain('answer');
  });

  it('tools have a certificate that only the owner can read; another start leaves the table of the first', async () => {
    const first = await start();
    const table = first.envOf('orders', 0)['GRPC_PERMISSIONS']!;
    const before = readFileSync(table, 'utf8');
    expect(statSync(join(dataDir, 'grpc/tools.key')).mode & 0o777).toBe(0o600);
    await openGrpcNetwork({ topology: { orders: grpc }, traffic: TRAFFIC, instances: INSTANCES, dataDir });
    expect(readFileSync(table, 'utf8')).toBe(before);
  });

  it('starts no nats-server where no context is reached over NATS', async () => {
    const write = (): void => {};
    const log = new SupervisorLog('text', [], { out: write, err: write, colours: false });
    const options = { traffic: TRAFFIC, instances: INSTANCES, dataDir, env: {}, debugging: false, log };
    const networks = await openNetworks({ ...options, topology: TOPOLOGY });
    expect(networks.map(({ name }) => name)).toEqual(['gRPC']);
    expect(await openNetworks({ ...options, topology: { mail: { transport: 'carrier' } } })).toEqual([]);
    const natsElsewhere = { ...options, env: { NATS_URL: 'nats://127.0.0.1:1' } };
    expect(await openNetworks({ ...natsElsewhere, topology: { orders: { transport: 'nats' } } })).toEqual([]);
  });
});
