import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { connectGrpc, PERMISSIONS_FILE, type GrpcOptions, type GrpcTransport } from '@multilith/grpc';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { TestDeployment } from '../../test/test-deployment.js';

describe('findings of the doctor at gRPC servers', () => {
  let deployment: TestDeployment;
  beforeAll(() => {
    for (const level of ['log', 'warn'] as const) vi.spyOn(Logger.prototype, level).mockImplementation(() => undefined);
    return () => void vi.restoreAllMocks();
  });
  beforeEach(async () => {
    deployment = await TestDeployment.create('grpc');
  });

  /** Starts a host of the deployment, and returns its port. */
  async function start(host: string, more: GrpcOptions = {}, certified = host): Promise<GrpcTransport> {
    const secret = (name: string): string => deployment.values[name]!;
    const name = certified.toUpperCase();
    const transport = await connectGrpc({
      host: certified,
      listen: '127.0.0.1:0',
      tls: { caFile: secret('GRPC_CA'), certFile: secret(`${name}_GRPC_CERT`), keyFile: secret(`${name}_GRPC_KEY`) },
      permissions: join(deployment.folder, PERMISSIONS_FILE),
      ...more,
    });
    onTestFinished(() => transport.close());
    await transport.serve(host, () => new Promise(() => {}));
    return transport;
  }

  const portOf = async (host: GrpcTransport): Promise<string> => `127.0.0.1:${await host.startServer()}`;
  const check = async (rings: string, monolith: string) => {
    const results = await deployment.check('--grpc', `rings=${rings};monolith=${monolith}`);
    return { hosts: results['grpc-hosts']!, anonymous: results['grpc-anonymous']! };
  };
  const passed = { status: 'pass', details: [] };

  it('are empty if each host answers at its address, and only to clients with a certificate', async () => {
    const [rings, monolith] = [await start('rings'), await start('monolith')];
    expect(await check(await portOf(rings), await portOf(monolith))).toMatchObject({
      hosts: passed,
      anonymous: passed,
    });
  });

  it('show another host at the address, and one that drains', async () => {
    const monolith = await start('monolith');
    const address = await portOf(monolith);
    const { hosts } = await check(address, address);
    expect(hosts).toMatchObject({
      status: 'fail',
      details: [
        expect.stringMatching(
          /^rings at 127\.0\.0\.1:\d+ cannot be called: its certificate is not that of rings: it is for DNS:monolith\.$/,
        ),
      ],
    });
    const rings = await start('rings');
    const place = await portOf(rings);
    await rings.drain();
    expect((await check(place, address)).hosts).toMatchObject({
      status: 'fail',
      details: [expect.stringMatching(/^rings at .*: it takes no calls\.$/)],
    });
  });

  it('show a host without TLS', async () => {
    const [rings, monolith] = [await start('rings', { tls: undefined }), await start('monolith')];
    expect(await check(await portOf(rings), await portOf(monolith))).toMatchObject({
      hosts: { status: 'fail', details: [expect.stringMatching(/^rings at .*plain text/)] },
      anonymous: { status: 'fail', details: [expect.stringMatching(/^rings at .* answers in plain text\.$/)] },
    });
  });

  it('are unknown for a host that does not run', async () => {
    const monolith = await start('monolith');
    expect(await check('127.0.0.1:1', await portOf(monolith))).toMatchObject({
      hosts: { status: 'unknown', details: [expect.stringMatching(/^rings at 127\.0\.0\.1:1 does not answer/)] },
      anonymous: { status: 'unknown' },
    });
  });
});
