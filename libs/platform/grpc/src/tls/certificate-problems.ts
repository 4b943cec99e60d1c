import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { CertificateTexts } from './certificate-texts.js';
import { peerNamed } from './peer-names.js';

/** Longest chain from a certificate to its authority. */
const MAX_CHAIN = 8;

/**
 * Returns what is wrong with the certificates of a host, each in a sentence; empty if another host would accept them.
 *
 * @param host name that the certificate has to prove
 * @param at when they are used. Default: now
 */
export function certificateProblems({ ca, cert, key }: CertificateTexts, host: string, at = new Date()): string[] {
  const [own, ...between] = certificatesIn(cert);
  const authorities = certificatesIn(ca);
  if (own === undefined) return ['GRPC_TLS_CERT holds no certificate in PEM.'];
  if (authorities.length === 0) return ['GRPC_TLS_CA holds no certificate in PEM.'];
  return [
    ...keyProblems(own, key),
    ...nameProblems(own, host),
    ...dateProblems('The certificate in GRPC_TLS_CERT', own, at),
    ...chainProblems(own, between, authorities, at),
  ];
}

/** Returns the certificates of a text in PEM; those that cannot be read are left out. */
export function certificatesIn(pem: Buffer | string): X509Certificate[] {
  const blocks = pem.toString().match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  return blocks.flatMap((block) => {
    try {
      return [new X509Certificate(block)];
    } catch {
      return [];
    }
  });
}

function keyProblems(own: X509Certificate, key: Buffer): string[] {
  let privateKey: KeyObject;
  try {
    privateKey = createPrivateKey(key);
  } catch {
    return ['GRPC_TLS_KEY holds no private key in PEM, or one with a passphrase.'];
  }
  return own.checkPrivateKey(privateKey) ? [] : ['GRPC_TLS_KEY is not the key of the certificate in GRPC_TLS_CERT.'];
}

function nameProblems({ subjectAltName }: X509Certificate, host: string): string[] {
  const peer = peerNamed(subjectAltName);
  if (peer !== undefined && 'host' in peer && peer.host === host) return [];
  return [
    `The certificate in GRPC_TLS_CERT proves ${namesOf(peer, subjectAltName)}, not the host ${host}: it needs the DNS name '${host}' and no other name of a host.`,
  ];
}

function namesOf(peer: ReturnType<typeof peerNamed>, subjectAltName: string | undefined): string {
  if (peer === undefined) return subjectAltName === undefined ? 'no name' : `no single host (${subjectAltName})`;
  return 'host' in peer ? `the host ${peer.host}` : `the client ${peer.client}`;
}

function dateProblems(what: string, { validFrom, validTo }: X509Certificate, at: Date): string[] {
  if (new Date(validTo) <= at) return [`${what} expired on ${dayOf(validTo)}.`];
  return new Date(validFrom) > at ? [`${what} is not valid before ${dayOf(validFrom)}.`] : [];
}

const dayOf = (date: string): string => new Date(date).toISOString();

/** Follows the issuers of a certificate up to an authority. */
function chainProblems(
  own: X509Certificate,
  between: readonly X509Certificate[],
  authorities: readonly X509Certificate[],
  at: Date,
): string[] {
  let last = own;
  for (let i = 0; i < MAX_CHAIN; i++) {
    const issued = (issuer: X509Certificate): boolean => last.checkIssued(issuer) && last.verify(issuer.publicKey);
    const authority = authorities.find(issued);
    if (authority) return dateProblems('The authority in GRPC_TLS_CA', authority, at);
    const next = between.find((each) => each !== last && issued(each));
    if (next === undefined) break;
    last = next;
  }
  return ['No authority in GRPC_TLS_CA has signed the certificate in GRPC_TLS_CERT.'];
}
