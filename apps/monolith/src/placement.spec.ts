import { describe, expect, it } from 'vitest';
import { contextsHere } from './placement.js';

describe('the topology of the shop', () => {
  const known = ['catalog', 'orders'];

  it('leaves everything in the monolith when it says nothing', () => {
    expect(contextsHere({}, known)).toEqual(known);
  });

  it('is refused where it names a context that there is not', () => {
    expect(() => contextsHere({ order: { transport: 'nats' } }, known)).toThrow(
      expect.objectContaining({ code: 'TOPOLOGY_INVALID', message: expect.stringContaining("'order'") as string }),
    );
  });

  it('is refused where it places a context that nothing could reach', () => {
    expect(() => contextsHere({ orders: { transport: 'grpc' } }, known)).toThrow(
      expect.objectContaining({ code: 'TRANSPORT_MISSING', message: expect.stringContaining("'orders'") as string }),
    );
  });
});
