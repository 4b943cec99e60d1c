import { createHash, randomBytes, sign, type KeyObject } from 'node:crypto';
import { ChannelCredentials, Client, Metadata, type CallOptions, type ServiceError } from '@grpc/grpc-js';
import { decodeOutputProtobuf, encodeMessageProtobuf } from '@multilith/contract/protobuf';
import { definitionOf, type MessageClass } from '@multilith/contract';
import type { IssuedCertificate } from '../../src/certificates/index.js';
import { decodeStatus, type StatusDetails } from '../../src/unary/status/status-details.js';

/** A failed call. */
export interface Failed {
  readonly code: number;
  readonly message: string;
  readonly mayHaveExecuted: string | undefined;
  readonly details: StatusDetails | undefined;
}

/** A client with gRPC and the proto files of a contract, and nothing of Multilith. */
export class Stranger {
  readonly #client: Client;

  /** @param certificate of this client and its authority; without one it speaks plain text */
  constructor(address: string, certificate?: IssuedCertificate & { readonly ca: string }) {
    this.#client = certificate
      ? new Client(
          address,
          ChannelCredentials.createSsl(
            Buffer.from(certificate.ca),
            Buffer.from(certificate.key),
            Buffer.from(certificate.certificate),
          ),
          { 'grpc.ssl_target_name_override': 'kitchen', 'grpc.use_local_subchannel_pool': 1 },
        )
      : new Client(address, ChannelCredentials.createInsecure());
  }

  /** Calls a method with a message of the contract, and decodes its answer. */
  async call<M extends object>(
    message: M,
    metadata: Record<string, string> = {},
    options: CallOptions = {},
  ): Promise<unknown> {
    const { name, version } = definitionOf(message)!;
    const [context, method] = name.split('.') as [string, string];
    const path = `/${context}.v${version}.${context[0]!.toUpperCase()}${context.slice(1)}Service/${method}`;
    const answer = await this.send(path, Buffer.from(encodeMessageProtobuf(message)), metadata, options);
    return decodeOutputProtobuf(message.constructor as MessageClass, answer);
  }

  /** Sends bytes. @throws Failed */
  send(
    path: string,
    bytes: Uint8Array,
    metadata: Record<string, string> = {},
    options: CallOptions = {},
  ): Promise<Buffer> {
    const sent = new Metadata();
    for (const [name, value] of Object.entries(metadata)) sent.set(name, value);
    const asItIs = (given: Buffer): Buffer => given;
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(path, asItIs, asItIs, Buffer.from(bytes), sent, options, (error, answer) =>
        error ? reject(failedOf(error)) : resolve(answer!),
      );
    });
  }

  /** Sends a message, and cancels it once `until` resolves. */
  async cancelled(path: string, bytes: Uint8Array, until: Promise<unknown>): Promise<void> {
    const asItIs = (given: Buffer): Buffer => given;
    const call = this.#client.makeUnaryRequest(path, asItIs, asItIs, Buffer.from(bytes), () => {});
    await until;
    call.cancel();
  }

  close(): void {
    this.#client.close();
  }
}

function failedOf({ code, details: message, metadata }: ServiceError): Failed {
  const [bytes] = metadata.get('grpc-status-details-bin');
  const [mayHaveExecuted] = metadata.get('may-have-executed') as string[];
  return { code, message, mayHaveExecuted, details: bytes ? decodeStatus(bytes as Buffer) : undefined };
}

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs a principal for calls to one context, as a program in another language would. */
export function bearer(
  issuer: string,
  key: KeyObject,
  subject: string,
  roles: readonly string[],
  context: string,
): string {
  const secret = randomBytes(16).toString('base64url');
  const digest = (text: string): string => createHash('sha256').update(text).digest('base64url');
  const { x } = key.export({ format: 'jwk' });
  const kid = createHash('sha256').update(x!).digest('base64url').slice(0, 12);
  const now = Math.floor(Date.now() / 1_000);
  const claims = {
    use: 'call',
    iss: issuer,
    aud: context,
    iat: now,
    exp: now + 300,
    cnf: digest(secret),
    sub: subject,
    roles,
  };
  const body = `${base64url({ alg: 'EdDSA', kid, typ: 'ml-principal' })}.${base64url(claims)}`;
  return `Bearer ${body}.${sign(null, Buffer.from(body), key).toString('base64url')}~${secret}`;
}
