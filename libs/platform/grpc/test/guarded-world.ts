import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostOf, type ContextTraffic, type Topology } from '@multilith/runtime/host';
import { CertificateAuthority } from '../src/certificates/index.js';
import type { GrpcOptions } from '../src/grpc-options.js';
import type { LinkSettings } from '../src/link/link-settings.js';
import { permissionTable, permissionTableText } from '../src/permissions/permission-table.js';
import { LinkWorld } from './link-world.js';

/** Returns a topology in which each context has a host of its own. */
const apart = (contexts: readonly ContextTraffic[]): Topology =>
  Object.fromEntries(contexts.map(({ name }) => [name, { transport: 'grpc' }]));

/** Hosts with mutual TLS, and the permissions that their traffic needs. */
export class GuardedWorld extends LinkWorld {
  /** Signs the certificates of all hosts. */
  readonly authority: CertificateAuthority;
  readonly #folder: string;

  /**
   * @param topology which contexts have a host of their own. Default: each
   * @param clients as in the options of each host
   */
  constructor(
    contexts: readonly ContextTraffic[],
    topology: Topology = apart(contexts),
    clients?: string,
    settings: Partial<LinkSettings> = {},
  ) {
    const folder = mkdtempSync(join(tmpdir(), 'guarded-'));
    const permissions = join(folder, 'grpc-permissions.json');
    writeFileSync(permissions, permissionTableText(permissionTable({ topology, contexts })));
    const authority = CertificateAuthority.create();
    super((host): GrpcOptions => {
      const { certificate, key } = authority.host(host);
      const tls = { caFile: authority.certificate, certFile: certificate, keyFile: key };
      return { tls, permissions, clients, hostOf: (context) => hostOf(topology, context) };
    }, settings);
    this.authority = authority;
    this.#folder = folder;
  }

  override async close(): Promise<void> {
    await super.close();
    rmSync(this.#folder, { recursive: true });
  }
}
