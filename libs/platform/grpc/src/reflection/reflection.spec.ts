import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asUsual, cook, OutOfTea } from '../../test/kitchen.js';
import { bufCurl } from '../../test/unary/buf.js';
import { KitchenHost } from '../../test/unary/kitchen-host.js';

/** `buf curl` knows nothing of the services: it asks the server. */
describe('reflection of a server', () => {
  const host = new KitchenHost();
  beforeAll(() => host.start());
  afterAll(() => host.stop());
  beforeEach(asUsual);

  it.each(['grpc-v1', 'grpc-v1alpha'])('lists services and their methods (%s)', async (protocol) => {
    const { out, error } = await bufCurl(host.address, '', '--list-methods', '--reflect-protocol', protocol);
    expect(error).toBe('');
    expect(out.trim().split('\n')).toEqual([
      'grpc.health.v1.Health/Check',
      'grpc.health.v1.Health/List',
      'grpc.health.v1.Health/Watch',
      'grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
      'grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo',
      'kitchen.v1.KitchenService/Brew',
      'kitchen.v1.KitchenService/Burn',
      'kitchen.v1.KitchenService/Inspect',
      'kitchen.v1.KitchenService/Menu',
      'kitchen.v1.KitchenService/Steep',
      'kitchen.v1.KitchenService/Taste',
      'kitchen.v2.KitchenService/Brew',
      'multilith.link.v1.Link/Bulk',
      'multilith.link.v1.Link/Events',
      'multilith.link.v1.Link/Exchange',
    ]);
  });

  it('is enough to call a method', async () => {
    const { out, error } = await bufCurl(
      host.address,
      '/kitchen.v2.KitchenService/Brew',
      '--emit-defaults',
      '--data',
      '{"tea": "green", "cups": 0}',
    );
    expect(error).toBe('');
    expect(JSON.parse(out)).toEqual({
      pot: expect.any(String) as string,
      cups: '0',
      brewedAt: '2026-01-02T03:04:05.006Z',
    });
  });

  it('is enough to read errors of the contract with their data', async () => {
    cook.brew = (tea) => {
      throw new OutOfTea({ tea, since: new Date(1e12), left: 0 });
    };
    const { code, error } = await bufCurl(
      host.address,
      '/kitchen.v2.KitchenService/Brew',
      '--data',
      '{"tea": "green"}',
    );
    expect(code).not.toBe(0);
    expect(JSON.parse(error)).toMatchObject({
      code: 'failed_precondition',
      message: 'There is no green left.',
      details: [
        { type: 'kitchen.v2.OutOfTea', value: expect.any(String) as string },
        { type: 'google.rpc.ErrorInfo', value: expect.any(String) as string },
      ],
    });
  });
});
