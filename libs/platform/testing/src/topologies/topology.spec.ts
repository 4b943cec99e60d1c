import { describe, expect, it } from 'vitest';
import { isBetweenHosts, placementOf, topologiesFromEnv } from './topology.js';

describe('the topologies of a run', () => {
  it('are those of the variable, or local and wire', () => {
    expect(topologiesFromEnv('grpc, mixed')).toEqual(['grpc', 'mixed']);
    expect(topologiesFromEnv(undefined)).toEqual(['local', 'wire']);
    expect(() => topologiesFromEnv('local,grcp')).toThrow("MULTILITH_TOPOLOGIES names 'grcp'");
  });

  it('place contexts in hosts of their own, over one transport or over two in turn', () => {
    const contexts = ['orders', 'stock', 'bills'];
    const [nats, grpc] = [{ transport: 'nats' }, { transport: 'grpc' }];
    expect(placementOf('wire', contexts)).toEqual({});
    expect(placementOf('nats', contexts)).toEqual({ orders: nats, stock: nats, bills: nats });
    expect(placementOf('grpc', contexts)).toEqual({ orders: grpc, stock: grpc, bills: grpc });
    expect(placementOf('mixed', contexts)).toEqual({ orders: grpc, stock: nats, bills: grpc });
    expect((['local', 'wire', 'nats', 'grpc', 'mixed'] as const).map(isBetweenHosts)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
  });
});
