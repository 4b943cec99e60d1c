import { describe, expect, it } from 'vitest';
import { HostAddresses } from './host-addresses.js';

describe('the addresses of hosts', () => {
  it('are read from a list: names or IP addresses, with ports and weights', () => {
    const addresses = new HostAddresses(
      ' orders = 10.0.0.7:50051*9 , 10.0.0.8*1 ; payments=payments.internal:7000;catalog=[::1]:50052,[fe80::1];',
    );
    expect(addresses.of('orders')).toEqual([
      { name: '10.0.0.7', port: 50_051, weight: 9 },
      { name: '10.0.0.8', port: 50_051, weight: 1 },
    ]);
    expect(addresses.of('payments')).toEqual([{ name: 'payments.internal', port: 7_000, weight: 1 }]);
    expect(addresses.of('catalog')).toEqual([
      { name: '::1', port: 50_052, weight: 1 },
      { name: 'fe80::1', port: 50_051, weight: 1 },
    ]);
  });

  it('are the name of the host at the default port if the host is not listed', () => {
    for (const text of [undefined, '', ';'])
      expect(new HostAddresses(text).of('orders')).toEqual([{ name: 'orders', port: 50_051, weight: 1 }]);
  });

  it.each([
    'orders',
    'orders=',
    '=10.0.0.7',
    'orders=10.0.0.7:0',
    'orders=10.0.0.7:65536',
    'orders=10.0.0.7*0',
    'orders=10.0.0.7*x',
    'orders=::1',
    'orders=http://10.0.0.7:50051',
    'orders=10.0.0.7,,10.0.0.8',
  ])('are rejected if they are malformed: %s', (text) => {
    expect(() => new HostAddresses(text)).toThrow(/^GRPC_CONFIG: GRPC_HOSTS cannot be read: the (?:entry|address) '/);
  });
});
