import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { permissionTableText } from '@multilith/grpc';
import { CertificateAuthority } from '@multilith/grpc/certificates';
import { freePort } from '../free-port.js';
import type { Meeting } from './system.js';

/** Where the processes of all systems meet. */
export class Meetings {
  readonly #folder = mkdtempSync(join(tmpdir(), 'multilith-bench-grpc-'));
  readonly #authority = CertificateAuthority.create();
  readonly #certificates = {
    prices: this.#authority.host('prices'),
    monolith: this.#authority.host('monolith'),
  };
  readonly #permissions = join(this.#folder, 'permissions.json');
  readonly #nats: string;

  /** @param nats URL of the NATS server */
  constructor(nats: string) {
    this.#nats = nats;
    const hosts = { monolith: { calls: ['prices'], follows: [] }, prices: { calls: [], follows: [] } };
    writeFileSync(this.#permissions, permissionTableText({ hosts }));
  }

  /** Returns what one system needs. */
  async next(): Promise<Meeting> {
    return {
      nats: this.#nats,
      grpc: `127.0.0.1:${await freePort()}`,
      authority: this.#authority.certificate,
      certificates: this.#certificates,
      permissions: this.#permissions,
    };
  }

  /** Removes the files. */
  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
