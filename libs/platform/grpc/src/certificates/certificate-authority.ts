import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { isHostName } from '@multilith/runtime/transport';
import { GrpcError } from '../grpc-error.js';
import { clientUri } from '../tls/peer-names.js';
import { signedCertificate, type CertificateBody, type SubjectNames } from './certificate-body.js';

/** Days that certificates of hosts and clients are valid by default. */
export const CERTIFICATE_DAYS = 90;
/** Days that an authority is valid by default: ten years. */
export const AUTHORITY_DAYS = 3_650;
/** How long before its creation a certificate becomes valid, for machines with other clocks. */
const CLOCK_TOLERANCE_MS = 60 * 60 * 1_000;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** A certificate and its private key, both in PEM. */
export interface IssuedCertificate {
  readonly certificate: string;
  /** PKCS #8. */
  readonly key: string;
}

/** For how long a certificate is valid. */
export interface Validity {
  /** Default: {@link CERTIFICATE_DAYS}; for an authority {@link AUTHORITY_DAYS}. */
  readonly days?: number | undefined;
  /** When the days begin. Default: now. */
  readonly from?: Date | undefined;
}

export interface HostCertificateOptions extends Validity {
  /** Further DNS names and IP addresses, for clients that check the address they dial, such as `orders.example.com`. */
  readonly addresses?: readonly string[] | undefined;
}

/**
 * A certificate authority for development and staging. Its key is not protected beyond the mode of its file: for
 * production use the authority of your platform, with certificates of the same form.
 *
 * @example
 * const authority = CertificateAuthority.create();
 * const { certificate, key } = authority.host('orders');
 */
export class CertificateAuthority implements IssuedCertificate {
  readonly certificate: string;
  readonly key: string;

  private constructor({ certificate, key }: IssuedCertificate) {
    this.certificate = certificate;
    this.key = key;
  }

  /** @param validity for how long. Default: ten years */
  static create({ days = AUTHORITY_DAYS, from }: Validity = {}): CertificateAuthority {
    const { publicKey, privateKey } = newKeys();
    // A certificate names its issuer, so successive authorities need different names.
    const name = `multilith ${randomBytes(4).toString('hex')}`;
    const body: CertificateBody = {
      subject: name,
      issuer: name,
      publicKey,
      issuerKey: publicKey,
      ...period(days, from),
      use: 'authority',
      names: {},
    };
    return new CertificateAuthority({ certificate: signedCertificate(body, privateKey), key: pemOf(privateKey) });
  }

  /**
   * Opens an authority that was created before.
   * @throws GrpcError `GRPC_CONFIG` if certificate and key do not belong together
   */
  static from(authority: IssuedCertificate): CertificateAuthority {
    const certificate = new X509Certificate(authority.certificate);
    if (!certificate.ca || !certificate.checkPrivateKey(createPrivateKey(authority.key)))
      throw new GrpcError(
        'GRPC_CONFIG',
        'The certificate and the key of the authority do not belong together.',
        'Use the key with which the certificate was made, or make a new authority.',
      );
    return new CertificateAuthority(authority);
  }

  /**
   * Issues a certificate for a host, which proves its name to clients and servers.
   * @throws GrpcError `GRPC_CONFIG` for an invalid host name
   */
  host(name: string, { addresses = [], ...validity }: HostCertificateOptions = {}): IssuedCertificate {
    if (!isHostName(name)) throw unusable(name);
    const dns = [name, ...addresses.filter((address) => isIP(address) === 0)];
    const other = dns.slice(1).find(isHostName);
    // A certificate with two host names proves neither.
    if (other !== undefined && other !== 'localhost') throw unusable(other);
    return this.#issue(name, 'host', { dns, addresses: addresses.filter((address) => isIP(address) !== 0) }, validity);
  }

  /**
   * Issues a certificate for a client that is not a host. It may only use the services that `GRPC_CLIENTS` of a host
   * names.
   * @throws GrpcError `GRPC_CONFIG` for a name that does not have the form of a host name
   */
  client(name: string, validity: Validity = {}): IssuedCertificate {
    if (!isHostName(name)) throw unusable(name);
    return this.#issue(name, 'client', { uris: [clientUri(name)] }, validity);
  }

  #issue(
    subject: string,
    use: 'host' | 'client',
    names: SubjectNames,
    { days = CERTIFICATE_DAYS, from }: Validity,
  ): IssuedCertificate {
    const { publicKey, privateKey } = newKeys();
    const authority = new X509Certificate(this.certificate);
    const issuer = /^CN=(.*)$/m.exec(authority.subject)?.[1] ?? '';
    const body = { subject, issuer, publicKey, issuerKey: authority.publicKey, ...period(days, from), use, names };
    const certificate = signedCertificate(body, createPrivateKey(this.key));
    return { certificate, key: pemOf(privateKey) };
  }
}

/** ECDSA on P-256, which every TLS library knows. */
function newKeys() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

const pemOf = (key: ReturnType<typeof createPrivateKey>): string =>
  key.export({ format: 'pem', type: 'pkcs8' }).toString();

function period(days: number, from: Date = new Date()): Pick<CertificateBody, 'notBefore' | 'notAfter'> {
  return {
    notBefore: new Date(from.getTime() - CLOCK_TOLERANCE_MS),
    notAfter: new Date(from.getTime() + days * DAY_MS),
  };
}

const unusable = (name: string): GrpcError =>
  new GrpcError(
    'GRPC_CONFIG',
    `'${name}' cannot be a name in a certificate of this host or client.`,
    'Use lower-case letters, digits and hyphens, as for the names of contexts; further names of a host need a dot.',
  );
