/** The contract of the catalog context: products and their prices. */
import { contract } from '@multilith/contract';
import lock from './contract.lock.json' with { type: 'json' };
import { DiscontinueProduct } from './discontinue-product.js';
import { GetProducts } from './get-products.js';
import { ListProducts } from './list-products.js';
import { UpsertProducts } from './upsert-products.js';

export { DiscontinuedProducts } from './errors/discontinued-products.error.js';
export { UnknownProduct } from './errors/unknown-product.error.js';
export { Product } from './product.js';
export { DiscontinueProduct, GetProducts, ListProducts, UpsertProducts };

/** The published language of the catalog. */
export const catalog = contract('catalog', [UpsertProducts, DiscontinueProduct, GetProducts, ListProducts], { lock });
