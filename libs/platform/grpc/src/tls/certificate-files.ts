import type { experimental } from '@grpc/grpc-js';
import { Logger } from '@nestjs/common';
import { asError } from '@multilith/contract';
import { GrpcError } from '../grpc-error.js';
import type { GrpcTlsFiles } from '../grpc-options.js';
import { certificateProblems } from './certificate-problems.js';
import { readCertificateTexts, type CertificateTexts } from './certificate-texts.js';

/** How often files are read again. */
const RELOAD_INTERVAL_MS = 10_000;

/**
 * The certificates of a host, which can be replaced while it runs: new connections use the current files. Files that do
 * not match, as while they are being replaced, are ignored until the next check.
 */
export class CertificateFiles implements experimental.CertificateProvider {
  /** Name of the host that the certificate proves. */
  readonly host: string;
  readonly #files: GrpcTlsFiles;
  readonly #log = new Logger('gRPC');
  readonly #caListeners = new Set<experimental.CaCertificateUpdateListener>();
  readonly #identityListeners = new Set<experimental.IdentityCertificateUpdateListener>();
  readonly #intervalMs: number;
  #texts: CertificateTexts;
  /** The last logged problem of the files. */
  #problem: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @throws GrpcError `GRPC_CONFIG` if the files cannot be used */
  constructor(files: GrpcTlsFiles, host: string, intervalMs = RELOAD_INTERVAL_MS) {
    this.#files = files;
    this.host = host;
    this.#intervalMs = intervalMs;
    this.#texts = readUsable(files, host);
  }

  /** Reads the files again, and uses them from the next connection on if they have changed and match. */
  refresh(): void {
    let texts: CertificateTexts;
    try {
      texts = readCertificateTexts(this.#files);
      if (areEqual(texts, this.#texts)) return;
      requireUsable(texts, this.host);
    } catch (error) {
      const { message } = asError(error);
      if (message !== this.#problem) this.#log.warn(`The former certificates stay in use: ${message}`);
      this.#problem = message;
      return;
    }
    this.#problem = undefined;
    this.#texts = texts;
    this.#log.log('The certificates were replaced; new connections use the new ones.');
    for (const listener of this.#caListeners) listener({ caCertificate: texts.ca });
    for (const listener of this.#identityListeners) listener(identity(texts));
  }

  addCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.#caListeners.add(listener);
    this.#watch();
    // grpc-js expects the first update after this call.
    process.nextTick(() => listener({ caCertificate: this.#texts.ca }));
  }

  removeCaCertificateListener(listener: experimental.CaCertificateUpdateListener): void {
    this.#caListeners.delete(listener);
    this.#watch();
  }

  addIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.#identityListeners.add(listener);
    this.#watch();
    process.nextTick(() => listener(identity(this.#texts)));
  }

  removeIdentityCertificateListener(listener: experimental.IdentityCertificateUpdateListener): void {
    this.#identityListeners.delete(listener);
    this.#watch();
  }

  /** Checks the files while anything uses them. */
  #watch(): void {
    if (this.#caListeners.size + this.#identityListeners.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    } else this.#timer ??= setInterval(() => this.refresh(), this.#intervalMs).unref();
  }
}

function readUsable(files: GrpcTlsFiles, host: string): CertificateTexts {
  const texts = readCertificateTexts(files);
  requireUsable(texts, host);
  return texts;
}

function requireUsable(texts: CertificateTexts, host: string): void {
  const problems = certificateProblems(texts, host);
  if (problems.length > 0)
    throw new GrpcError(
      'GRPC_CONFIG',
      `The certificates of ${host} cannot be used: ${problems.join(' ')}`,
      'Correct the files; npm run certs makes those for development.',
    );
}

const identity = ({ cert, key }: CertificateTexts): experimental.IdentityCertificateUpdate => ({
  certificate: cert,
  privateKey: key,
});

const areEqual = (one: CertificateTexts, other: CertificateTexts): boolean =>
  one.ca.equals(other.ca) && one.cert.equals(other.cert) && one.key.equals(other.key);
