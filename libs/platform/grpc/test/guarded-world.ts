import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContextTraffic } from '@multilith/runtime/host';
import { CertificateAuthority } from '../src/certificates/index.js';
import { permissionTable, permissionTableText } from '../src/permissions/permission-table.js';
import { LinkWorld } from './link-world.js';

/** Hosts with mutual TLS, one for each context, and the permissions that their traffic needs. */
export class GuardedWorld extends LinkWorld {
  readonly #folder: string;

  constructor(contexts: readonly ContextTraffic[]) {
    const folder = mkdtempSync(join(tmpdir(), 'guarded-'));
    const permissions = join(folder, 'grpc-permissions.json');
    const topology = Object.fromEntries(contexts.map(({ name }) => [name, { transport: 'grpc' }]));
    writeFileSync(permissions, permissionTableText(permissionTable({ topology, contexts })));
    const authority = CertificateAuthority.create();
    super((host) => {
      const { certificate, key } = authority.host(host);
      const tls = { caFile: authority.certificate, certFile: certificate, keyFile: key };
      return { tls, permissions, hostOf: (context) => context };
    });
    this.#folder = folder;
  }

  override async close(): Promise<void> {
    await super.close();
    rmSync(this.#folder, { recursive: true });
  }
}
