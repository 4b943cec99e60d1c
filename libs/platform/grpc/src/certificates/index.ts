/** Certificates for development, staging and tests: a certificate authority, and certificates of hosts and clients. */
export { certificateProblems, certificatesIn } from '../tls/certificate-problems.js';
export { readCertificateTexts, type CertificateTexts } from '../tls/certificate-texts.js';
export {
  AUTHORITY_DAYS,
  CERTIFICATE_DAYS,
  CertificateAuthority,
  type HostCertificateOptions,
  type IssuedCertificate,
  type Validity,
} from './certificate-authority.js';
