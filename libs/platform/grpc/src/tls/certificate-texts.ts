import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { GrpcError } from '../grpc-error.js';
import type { GrpcTlsFiles } from '../grpc-options.js';

/** Certificates of a host, in PEM. */
export interface CertificateTexts {
  /** Authorities. */
  readonly ca: Buffer;
  /** The host's own certificate, followed by those between it and an authority. */
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** Names of the settings, for messages. */
const SETTINGS = { caFile: 'GRPC_TLS_CA', certFile: 'GRPC_TLS_CERT', keyFile: 'GRPC_TLS_KEY' } as const;

/** `-----BEGIN`, in base64. */
const PEM_IN_BASE64 = 'LS0tLS1CRUdJTi';

/**
 * Reads the three settings.
 *
 * @param folder to which paths are relative. Default: the working directory
 * @throws GrpcError `GRPC_CONFIG` if one is missing or cannot be read
 */
export function readCertificateTexts(tls: GrpcTlsFiles, folder = ''): CertificateTexts {
  const read = (name: keyof typeof SETTINGS): Buffer => textOf(tls, name, folder);
  return { ca: read('caFile'), cert: read('certFile'), key: read('keyFile') };
}

/** A setting is a path, the PEM text itself, or that text in base64, which is one word. */
function textOf(tls: GrpcTlsFiles, name: keyof typeof SETTINGS, folder: string): Buffer {
  const value = tls[name];
  const setting = SETTINGS[name];
  if (value === undefined)
    throw new GrpcError(
      'GRPC_CONFIG',
      `${setting} is not set, but another setting of TLS is.`,
      'Set GRPC_TLS_CA, GRPC_TLS_CERT and GRPC_TLS_KEY, or none of them: hosts prove their names to each other.',
    );
  if (value.includes('-----BEGIN')) return Buffer.from(value.replaceAll('\\n', '\n'));
  if (value.startsWith(PEM_IN_BASE64)) return Buffer.from(value, 'base64');
  try {
    return readFileSync(resolve(folder, value));
  } catch (cause) {
    throw new GrpcError(
      'GRPC_CONFIG',
      `${value}, named in ${setting}, cannot be read: ${(cause as Error).message}.`,
      `Correct ${setting}; npm run certs makes certificates for development.`,
      { cause },
    );
  }
}
