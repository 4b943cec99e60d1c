import {
  CertificateAuthority,
  certificateProblems,
  certificatesIn,
  type IssuedCertificate,
} from '@multilith/grpc/certificates';
import { words } from '../deployment-files/workspace-places.js';
import type { Values, WantedSecret } from './wanted-secret.js';

/** Days that certificates in a file of secrets are valid. Hosts have to be started again with new ones. */
const DAYS = 365;
/** Certificates are replaced this long before they expire, in milliseconds. */
const RENEWAL_MS = 30 * 24 * 60 * 60 * 1_000;

const AUTHORITY = 'GRPC_CA';
const AUTHORITY_KEY = 'GRPC_CA_KEY';

/**
 * Returns the authority of a deployment, whose key no host gets, and for each host a certificate and its key. All are
 * PEM texts in base64, so that each is one word. Certificates that expire within a month, or that another authority has
 * signed, are replaced. Without the authority's key, missing ones stay missing.
 */
export function grpcSecrets(hosts: readonly string[]): WantedSecret[] {
  const made = new Map<string, IssuedCertificate>();
  const make = (name: string, issue: () => IssuedCertificate): IssuedCertificate => {
    const issued = made.get(name) ?? issue();
    made.set(name, issued);
    return issued;
  };
  return [
    {
      name: AUTHORITY_KEY,
      valueFor: (values) => (values[AUTHORITY] ? undefined : base64(make(AUTHORITY, CertificateAuthority.create).key)),
    },
    {
      name: AUTHORITY,
      valueFor: () => {
        const authority = made.get(AUTHORITY);
        return authority && base64(authority.certificate);
      },
    },
    ...hosts.flatMap((host): WantedSecret[] => {
      const [certificate, key] = [`${words(host)}_GRPC_CERT`, `${words(host)}_GRPC_KEY`];
      const issue = (values: Values) => (): IssuedCertificate => authorityIn(values).host(host, { days: DAYS });
      return [
        {
          name: key,
          valueFor: (values) =>
            isUsable(host, values[AUTHORITY], values[certificate], values[key]) || !values[AUTHORITY_KEY]
              ? undefined
              : base64(make(host, issue(values)).key),
        },
        {
          name: certificate,
          valueFor: () => {
            const issued = made.get(host);
            return issued && base64(issued.certificate);
          },
        },
      ];
    }),
  ];
}

function isUsable(host: string, ca = '', cert = '', key = ''): boolean {
  if (!ca || !cert || !key) return false;
  const texts = { ca: pemOf(ca), cert: pemOf(cert), key: pemOf(key) };
  return certificateProblems(texts, host, new Date(Date.now() + RENEWAL_MS)).length === 0;
}

/** @throws GrpcError `GRPC_CONFIG` if the two values do not belong together */
function authorityIn(values: Values): CertificateAuthority {
  const [certificate] = certificatesIn(pemOf(values[AUTHORITY] ?? ''));
  return CertificateAuthority.from({
    certificate: certificate?.toString() ?? '',
    key: pemOf(values[AUTHORITY_KEY] ?? '').toString(),
  });
}

const base64 = (pem: string): string => Buffer.from(pem).toString('base64');
const pemOf = (value: string): Buffer => Buffer.from(value, 'base64');
