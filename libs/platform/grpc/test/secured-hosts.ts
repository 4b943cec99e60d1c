import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChannelCredentials,
  Client,
  type ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import { onTestFinished } from 'vitest';
import { CertificateAuthority, type IssuedCertificate } from '../src/certificates/index.js';
import type { GrpcOptions, GrpcTlsFiles } from '../src/grpc-options.js';
import { GrpcServer } from '../src/server/grpc-server.js';
import { channelCredentials, serverCredentials, type HostCredentials } from '../src/tls/credentials.js';
import type { ProvenPeer } from '../src/tls/peer-names.js';
import { provenPeer } from '../src/tls/proven-peer.js';
import { asItIs, bytesMethod } from '../src/wire/bytes-method.js';

/** Certificates of one authority, in files that end with the test. */
export class Certificates {
  readonly authority = CertificateAuthority.create();
  readonly #folder = mkdtempSync(join(tmpdir(), 'grpc-tls-'));

  /** @param atEnd registers a function that runs after the test or the tests */
  constructor(atEnd: (clean: () => void) => void = onTestFinished) {
    atEnd(() => rmSync(this.#folder, { recursive: true }));
  }

  /** Returns the files of a host with a certificate of this authority. */
  host(name: string): GrpcTlsFiles {
    return this.files(name, this.authority.host(name));
  }

  /** Writes files, or writes them anew. */
  files(name: string, { certificate, key }: IssuedCertificate, ca = this.authority.certificate): GrpcTlsFiles {
    return {
      caFile: this.file(`${name}-ca.pem`, ca),
      certFile: this.file(`${name}.pem`, certificate),
      keyFile: this.file(`${name}-key.pem`, key),
    };
  }

  file(name: string, text: string): string {
    const path = join(this.#folder, name);
    writeFileSync(path, text);
    return path;
  }
}

const ASK_TIMEOUT_MS = 20_000;
/** A service that answers with the owner that the caller's certificate proves. */
const WHO: ServiceDefinition = { Ask: bytesMethod('/test.Who/Ask') };

/** Starts a server with the credentials of a host, until the end of the test. */
export const startServer = (options: GrpcOptions): Promise<GrpcServer> => startServerWith(serverCredentials(options));

export async function startServerWith(credentials: ServerCredentials): Promise<GrpcServer> {
  const server = new GrpcServer();
  onTestFinished(() => server.close());
  server.add(WHO, {
    Ask: (call: ServerUnaryCall<Buffer, Buffer>, answer: (error: null, value: Buffer) => void) =>
      answer(null, Buffer.from(JSON.stringify(provenPeer(call) ?? {}))),
  });
  await server.listen('127.0.0.1:0', credentials);
  return server;
}

/** Asks a server, with the credentials of a host, which peer it recognises. @throws ServiceError */
export const ask = (options: GrpcOptions, host: string, port: number): Promise<ProvenPeer | object> =>
  askOnce(channelCredentials(options, host), port);

/** Asks any server, with a certificate that was not checked. @throws ServiceError */
export const intrude = (
  certificate: IssuedCertificate,
  authority: CertificateAuthority,
  port: number,
): Promise<ProvenPeer | object> => askOnce(uncheckedCredentials(certificate, authority), port);

/** Returns credentials that were not checked, and that accept any server. */
export const uncheckedCredentials = (
  { certificate, key }: IssuedCertificate,
  authority: CertificateAuthority,
): HostCredentials => ({
  credentials: ChannelCredentials.createSsl(
    Buffer.from(authority.certificate),
    Buffer.from(key),
    Buffer.from(certificate),
    { checkServerIdentity: () => undefined },
  ),
  settings: { 'grpc.ssl_target_name_override': 'orders' },
});

function askOnce(access: HostCredentials, port: number): Promise<ProvenPeer | object> {
  const caller = new Caller(access, port);
  return caller.ask().finally(() => caller.close());
}

/** A client that keeps its connection. */
export class Caller {
  readonly #client: Client;

  constructor({ credentials, settings }: HostCredentials, port: number) {
    this.#client = new Client(`127.0.0.1:${port}`, credentials, { ...settings, 'grpc.use_local_subchannel_pool': 1 });
  }

  /** @throws ServiceError */
  ask(): Promise<ProvenPeer | object> {
    const deadline = Date.now() + ASK_TIMEOUT_MS;
    return new Promise((resolve, reject) =>
      this.#client.makeUnaryRequest(
        WHO['Ask']!.path,
        asItIs,
        asItIs,
        Buffer.alloc(0),
        { deadline },
        (error: ServiceError | null, value?: Buffer) =>
          error ? reject(error) : resolve(JSON.parse(value!.toString()) as ProvenPeer),
      ),
    );
  }

  close(): void {
    this.#client.close();
  }
}
