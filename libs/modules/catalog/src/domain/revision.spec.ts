import { DiscontinuedProducts } from '@contracts/catalog';
import { describe, expect, it } from 'vitest';
import { aDiscontinuedProductStaysAsItIs } from './a-discontinued-product-stays-as-it-is.js';
import { revise } from './revision.js';

const cup = { sku: 'cup', name: 'A cup', price: 250, discontinued: false };
const plate = { sku: 'plate', name: 'A plate', price: 400, discontinued: true };
const known = [cup, plate];

describe('revising the catalog', () => {
  it('tells new, changed and unchanged products apart', () => {
    const spoon = { sku: 'spoon', name: 'A spoon', price: 90 };
    const dearer = { sku: 'cup', name: 'A cup', price: 260 };
    const same = { sku: 'plate', name: 'A plate', price: 400 };
    expect(revise(known, [spoon, dearer, same])).toEqual({
      created: [spoon],
      updated: [dearer],
      outdated: [cup],
      unchanged: [same],
    });
  });

  it('sees a new name as well as a new price', () => {
    expect(revise(known, [{ sku: 'cup', name: 'A mug', price: 250 }]).updated).toHaveLength(1);
  });
});

describe('a discontinued product', () => {
  it('stays as it is', () => {
    expect(() => aDiscontinuedProductStaysAsItIs([cup, plate])).toThrow(new DiscontinuedProducts({ skus: ['plate'] }));
  });

  it('does not keep others from changing', () => {
    expect(() => aDiscontinuedProductStaysAsItIs([cup])).not.toThrow();
  });
});
