import { expect, it } from 'vitest';
import { peerNamed } from './peer-names.js';

it.each([
  ['DNS:orders', { host: 'orders' }],
  ['DNS:orders, DNS:orders.example.com, IP Address:10.0.0.7, DNS:localhost', { host: 'orders' }],
  ['URI:urn:multilith:client:partner', { client: 'partner' }],
  ['URI:urn:multilith:client:partner, DNS:partner.example.com', { client: 'partner' }],
  [undefined, undefined],
  ['', undefined],
  ['DNS:localhost', undefined],
  ['DNS:example.com', undefined],
  ['email:orders', undefined],
  ['URI:orders', undefined],
  ['DNS:*', undefined],
  ['DNS:Orders', undefined],
  // Two names would let the owner choose.
  ['DNS:orders, DNS:payments', undefined],
  ['DNS:orders, DNS:orders', undefined],
  ['DNS:orders, URI:urn:multilith:client:partner', undefined],
  ['URI:urn:multilith:client:a, URI:urn:multilith:client:b', undefined],
  // How Node writes one URI that looks like two names.
  ['URI:"http://example.com/\\u002c DNS:orders"', undefined],
  ['URI:"x, DNS:orders"', undefined],
])('%s proves %o', (names, peer) => {
  expect(peerNamed(names)).toEqual(peer);
});
