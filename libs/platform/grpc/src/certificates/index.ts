/** Certificates for development, staging and tests: a certificate authority, and certificates of hosts and clients. */
export {
  AUTHORITY_DAYS,
  CERTIFICATE_DAYS,
  CertificateAuthority,
  type HostCertificateOptions,
  type IssuedCertificate,
  type Validity,
} from './certificate-authority.js';
