import { describe, expect, it } from 'vitest';
import { contextsHere } from './contexts-here.js';

describe('the topology', () => {
  const known = ['catalog', 'orders'];

  it('places all contexts in the monolith if it is empty', () => {
    expect(contextsHere({}, known)).toEqual(known);
  });

  it('is refused if it names an unknown context', () => {
    expect(() => contextsHere({ order: { transport: 'nats' } }, known)).toThrow(
      expect.objectContaining({ code: 'TOPOLOGY_INVALID', message: expect.stringContaining("'order'") as string }),
    );
  });

  it('extracts the contexts that it names from the monolith', () => {
    expect(contextsHere({ orders: { transport: 'nats' } }, known)).toEqual(['catalog']);
  });
});
