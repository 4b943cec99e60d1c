import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { principalEnv, temporaryPrincipalKeys } from '@multilith/runtime/host';
import { contexts } from '../../src/contexts.js';
import { freePort } from '../free-port.js';
import type { Network } from './network.js';
import '../../../../tools/dev/built-code.mjs';

const MULTILITH = resolve(import.meta.dirname, '../../../../libs/platform/cli/dist/multilith.js');
const HOSTS = ['monolith', 'orders'];
const IN_MONOLITH = Object.keys(contexts).filter((context) => context !== 'orders');
/** Each host may do everything with the contexts of the other one. */
const PERMISSIONS = {
  hosts: {
    monolith: { calls: ['orders'], follows: ['orders'] },
    orders: { calls: IN_MONOLITH, follows: IN_MONOLITH },
  },
};

/** The client that is no host: it may call orders, and sign people in. */
export const PARTNER = 'partner';

/**
 * gRPC with mutual TLS, with the certificates that `multilith certs` makes. No server runs beside the hosts, and none could
 * be started.
 */
export class GrpcNetwork implements Network {
  readonly #keys = temporaryPrincipalKeys(['monolith', PARTNER]);

  private constructor(
    private readonly addresses: Readonly<Record<string, string>>,
    private readonly folder: string,
  ) {}

  /** @param folder for certificates and permissions */
  static async start(folder: string): Promise<GrpcNetwork> {
    const certificates = join(folder, 'certificates');
    const names = [...HOSTS.flatMap((host) => ['--host', host]), '--client', PARTNER];
    await promisify(execFile)(process.execPath, [MULTILITH, 'certs', ...names, '--folder', certificates]);
    writeFileSync(join(certificates, 'permissions.json'), JSON.stringify(PERMISSIONS));
    const addresses: Record<string, string> = {};
    for (const host of HOSTS) addresses[host] = `127.0.0.1:${await freePort()}`;
    return new GrpcNetwork(addresses, certificates);
  }

  /** Where strangers call the service of orders. */
  get orders(): string {
    return this.addresses['orders']!;
  }

  /** The settings of a program that has the certificate of the partner. */
  get partner(): Readonly<Record<string, string>> {
    return {
      ...this.#certificates(`${PARTNER}.client`),
      PRINCIPAL_KEY: this.#keys(PARTNER).signing!.export({ format: 'pem', type: 'pkcs8' }) as string,
    };
  }

  envOf(host: string): Readonly<Record<string, string>> {
    return {
      ...principalEnv(this.#keys, [...HOSTS, PARTNER])(host),
      PRINCIPAL_ISSUERS: `monolith,${PARTNER}`,
      GRPC_LISTEN: this.addresses[host]!,
      GRPC_HOSTS: HOSTS.map((name) => `${name}=${this.addresses[name]}`).join(';'),
      ...this.#certificates(host),
      GRPC_PERMISSIONS: join(this.folder, 'permissions.json'),
      GRPC_CLIENTS: `${PARTNER}=orders`,
      // A server that happens to run on this machine is of no use.
      NATS_URL: 'nats://127.0.0.1:1',
      NATS_SERVER: '/nowhere',
    };
  }

  async stop(): Promise<void> {}

  #certificates(name: string): Readonly<Record<string, string>> {
    return {
      GRPC_TLS_CA: join(this.folder, 'ca.crt'),
      GRPC_TLS_CERT: join(this.folder, `${name}.crt`),
      GRPC_TLS_KEY: join(this.folder, `${name}.key`),
    };
  }
}
