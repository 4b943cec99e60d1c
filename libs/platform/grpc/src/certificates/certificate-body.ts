import { createHash, randomBytes, sign, type KeyObject } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_kp_clientAuth,
  id_kp_serverAuth,
  KeyIdentifier,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';

/** Content of a certificate. */
export interface CertificateBody {
  /** Common name of the owner; informational. */
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

const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const COMMON_NAME = '2.5.4.3';
const SERIAL_BYTES = 16;
const KEY_IDENTIFIER_BYTES = 20;

/** Returns an X.509 certificate (RFC 5280) in PEM, signed with an ECDSA key. */
export function signedCertificate(body: CertificateBody, signingKey: KeyObject): string {
  const signatureAlgorithm = new AlgorithmIdentifier({ algorithm: ECDSA_WITH_SHA256 });
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: bufferOf(serialNumber()),
    signature: signatureAlgorithm,
    issuer: distinguishedName(body.issuer),
    validity: new Validity({ notBefore: body.notBefore, notAfter: body.notAfter }),
    subject: distinguishedName(body.subject),
    subjectPublicKeyInfo: AsnConvert.parse(spki(body.publicKey), SubjectPublicKeyInfo),
    extensions: new Extensions(extensions(body)),
  });
  const signature = sign('sha256', Buffer.from(AsnConvert.serialize(tbsCertificate)), signingKey);
  const certificate = new Certificate({ tbsCertificate, signatureAlgorithm, signatureValue: bufferOf(signature) });
  return pem('CERTIFICATE', Buffer.from(AsnConvert.serialize(certificate)));
}

function serialNumber(): Buffer {
  const bytes = randomBytes(SERIAL_BYTES);
  // Positive, and without leading zeros, which DER would not allow.
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return bytes;
}

const distinguishedName = (commonName: string): Name =>
  new Name([
    new RelativeDistinguishedName([
      new AttributeTypeAndValue({ type: COMMON_NAME, value: new AttributeValue({ utf8String: commonName }) }),
    ]),
  ]);

function extensions({ use, publicKey, issuerKey, names }: CertificateBody): Extension[] {
  const isAuthority = use === 'authority';
  const usage = isAuthority ? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign : KeyUsageFlags.digitalSignature;
  const purposes = use === 'host' ? [id_kp_serverAuth, id_kp_clientAuth] : [id_kp_clientAuth];
  return [
    // An authority signs certificates of hosts, not of other authorities.
    extension(
      id_ce_basicConstraints,
      new BasicConstraints(isAuthority ? { cA: true, pathLenConstraint: 0 } : {}),
      true,
    ),
    extension(id_ce_keyUsage, new KeyUsage(usage), true),
    ...(isAuthority
      ? []
      : [
          extension(id_ce_extKeyUsage, new ExtendedKeyUsage(purposes)),
          extension(id_ce_subjectAltName, alternativeNames(names)),
        ]),
    extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyIdentifier(publicKey))),
    extension(
      id_ce_authorityKeyIdentifier,
      new AuthorityKeyIdentifier({ keyIdentifier: new KeyIdentifier(keyIdentifier(issuerKey)) }),
    ),
  ];
}

const extension = (extnID: string, content: unknown, critical = false): Extension =>
  new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(content)) });

const alternativeNames = ({ dns = [], uris = [], addresses = [] }: SubjectNames): SubjectAlternativeName =>
  new SubjectAlternativeName([
    ...dns.map((dNSName) => new GeneralName({ dNSName })),
    ...uris.map((uniformResourceIdentifier) => new GeneralName({ uniformResourceIdentifier })),
    ...addresses.map((iPAddress) => new GeneralName({ iPAddress })),
  ]);

/** Identifies a key: the leftmost 160 bits of its SHA-256 (RFC 7093). */
const keyIdentifier = (key: KeyObject): ArrayBuffer =>
  bufferOf(createHash('sha256').update(spki(key)).digest().subarray(0, KEY_IDENTIFIER_BYTES));

const spki = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' });

/** A buffer with these bytes alone; those of Node may share one with others. */
const bufferOf = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;

const pem = (label: string, der: Buffer): string =>
  `-----BEGIN ${label}-----\n${der.toString('base64').replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`;
