import type { System } from './system.js';

/** A system, which is loaded only in its own two processes. */
export interface SystemEntry {
  readonly name: string;
  /** Whether calls go through the NATS server, whose CPU time is then counted apart. */
  readonly over: 'nats' | 'grpc';
  readonly load: () => Promise<System>;
}

const ours = (): Promise<typeof import('./contract-call.js')> => import('./contract-call.js');

/** Everything that is compared; the first is what the others are compared with. */
export const SYSTEMS = {
  grpcJs: {
    name: 'grpc-js unary',
    over: 'grpc',
    load: async () => (await import('./grpc-js.js')).grpcJs,
  },
  nestGrpc: {
    name: 'Nest ClientGrpc',
    over: 'grpc',
    load: async () => (await import('./nest.js')).nestGrpc,
  },
  stranger: {
    name: 'grpc-js client, Multilith service',
    over: 'grpc',
    load: async () => (await import('./grpc-js.js')).strangerCall,
  },
  contractOverGrpc: {
    name: 'Multilith contract call, gRPC',
    over: 'grpc',
    load: async () => (await ours()).contractOverGrpc,
  },
  contractOverTls: {
    name: 'Multilith contract call, gRPC with mutual TLS',
    over: 'grpc',
    load: async () => (await ours()).contractOverTls,
  },
  contractOverNats: {
    name: 'Multilith contract call, NATS',
    over: 'nats',
    load: async () => (await ours()).contractOverNats,
  },
  transport: {
    name: 'Multilith transport, NATS',
    over: 'nats',
    load: async () => (await import('./ours.js')).transport,
  },
  natsRequest: {
    name: 'nc.request',
    over: 'nats',
    load: async () => (await import('./nats-request.js')).natsRequest,
  },
  nestNats: {
    name: 'Nest ClientNats',
    over: 'nats',
    load: async () => (await import('./nest.js')).nestNats,
  },
  moleculer: {
    name: 'Moleculer',
    over: 'nats',
    load: async () => (await import('./moleculer.js')).moleculer,
  },
} as const satisfies Record<string, SystemEntry>;

export type SystemId = keyof typeof SYSTEMS;
export const SYSTEM_IDS = Object.keys(SYSTEMS) as SystemId[];
