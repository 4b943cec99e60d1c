import { createHash, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import {
  bitString,
  boolean,
  explicit,
  implicit,
  integer,
  octetString,
  oid,
  sequence,
  set,
  time,
  utf8String,
} from './der.js';

/** What a certificate says. */
export interface CertificateBody {
  /** Common name of the owner; for people. */
  readonly subject: string;
  /** Common name of the issuer. */
  readonly issuer: string;
  readonly publicKey: KeyObject;
  /** Public key of the issuer. */
  readonly issuerKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly use: 'authority' | 'host' | 'client';
  /** Names that the certificate proves. */
  readonly names: SubjectNames;
}

/** Subject alternative names of a certificate. */
export interface SubjectNames {
  readonly dns?: readonly string[] | undefined;
  readonly uris?: readonly string[] | undefined;
  /** IP addresses. */
  readonly addresses?: readonly string[] | undefined;
}

const ECDSA_WITH_SHA256 = sequence(oid('1.2.840.10045.4.3.2'));
const COMMON_NAME = '2.5.4.3';
const EXTENSIONS = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;
const SERVER_AUTH = oid('1.3.6.1.5.5.7.3.1');
const CLIENT_AUTH = oid('1.3.6.1.5.5.7.3.2');
/** Tags of the kinds of names in a subject alternative name, RFC 5280. */
const DNS_NAME = 2;
const URI = 6;
const IP_ADDRESS = 7;
/** Bits of the key usage, from the left. */
const DIGITAL_SIGNATURE = bitString(Buffer.of(0b1000_0000), 7);
const SIGN_CERTIFICATES = bitString(Buffer.of(0b0000_0110), 1);
const SERIAL_BYTES = 16;

/** Returns an X.509 certificate (RFC 5280) in PEM, signed with an ECDSA key. */
export function signedCertificate(body: CertificateBody, signingKey: KeyObject): string {
  const certified = sequence(
    // Version 3.
    explicit(0, integer(Buffer.of(2))),
    integer(serialNumber()),
    ECDSA_WITH_SHA256,
    distinguishedName(body.issuer),
    sequence(time(body.notBefore), time(body.notAfter)),
    distinguishedName(body.subject),
    spki(body.publicKey),
    explicit(3, sequence(...extensions(body))),
  );
  const signature = sign('sha256', certified, signingKey);
  return pem('CERTIFICATE', sequence(certified, ECDSA_WITH_SHA256, bitString(signature)));
}

function serialNumber(): Buffer {
  const bytes = randomBytes(SERIAL_BYTES);
  // Positive, and without leading zeros, which DER would not allow.
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return bytes;
}

const distinguishedName = (commonName: string): Buffer =>
  sequence(set(sequence(oid(COMMON_NAME), utf8String(commonName))));

function extensions({ use, publicKey, issuerKey, names }: CertificateBody): Buffer[] {
  const isAuthority = use === 'authority';
  return [
    // An authority signs certificates of hosts, not of other authorities.
    extension('basicConstraints', isAuthority ? sequence(boolean(true), integer(Buffer.of(0))) : sequence(), true),
    extension('keyUsage', isAuthority ? SIGN_CERTIFICATES : DIGITAL_SIGNATURE, true),
    ...(isAuthority
      ? []
      : [
          extension('extendedKeyUsage', use === 'host' ? sequence(SERVER_AUTH, CLIENT_AUTH) : sequence(CLIENT_AUTH)),
          extension('subjectAltName', alternativeNames(names)),
        ]),
    extension('subjectKeyIdentifier', octetString(keyIdentifier(publicKey))),
    extension('authorityKeyIdentifier', sequence(implicit(0, keyIdentifier(issuerKey)))),
  ];
}

const extension = (name: keyof typeof EXTENSIONS, content: Buffer, isCritical = false): Buffer =>
  sequence(oid(EXTENSIONS[name]), ...(isCritical ? [boolean(true)] : []), octetString(content));

const alternativeNames = ({ dns = [], uris = [], addresses = [] }: SubjectNames): Buffer =>
  sequence(
    ...dns.map((name) => implicit(DNS_NAME, Buffer.from(name))),
    ...uris.map((uri) => implicit(URI, Buffer.from(uri))),
    ...addresses.map((address) => implicit(IP_ADDRESS, addressBytes(address))),
  );

/** Identifies a key: the leftmost 160 bits of its SHA-256 (RFC 7093). */
const keyIdentifier = (key: KeyObject): Buffer => createHash('sha256').update(spki(key)).digest().subarray(0, 20);

const spki = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' });

/** The four or sixteen bytes of an IP address. */
function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number));
  // The form that URLs give to IPv6 addresses has numbers in hex only, and at most one gap.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string): number[] => (text === '' ? [] : text.split(':').map((group) => parseInt(group, 16)));
  const [first, last] = [groups(head), groups(tail ?? '')];
  const all = [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

const pem = (label: string, der: Buffer): string =>
  `-----BEGIN ${label}-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`;
