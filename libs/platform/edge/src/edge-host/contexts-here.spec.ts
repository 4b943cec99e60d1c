import { describe, expect, it } from 'vitest';
import { contextsHere } from './contexts-here.js';

describe('the topology', () => {
  const known = ['catalog', 'orders'];

  it('leaves everything in the monolith when it says nothing', () => {
    expect(contextsHere({}, known)).toEqual(known);
  });

  it('is refused where it names a context that there is not', () => {
    expect(() => contextsHere({ order: { transport: 'nats' } }, known)).toThrow(
      expect.objectContaining({ code: 'TOPOLOGY_INVALID', message: expect.stringContaining("'order'") as string }),
    );
  });

  it('takes a context out of the monolith by naming it', () => {
    expect(contextsHere({ orders: { transport: 'nats' } }, known)).toEqual(['catalog']);
  });
});
