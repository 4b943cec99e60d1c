import { readFileSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Certificates } from '../../test/secured-hosts.js';
import { CertificateAuthority } from '../certificates/index.js';
import type { GrpcTlsFiles } from '../grpc-options.js';
import { CertificateFiles } from './certificate-files.js';

const YEAR_AGO = { from: new Date(Date.now() - 365 * 24 * 60 * 60 * 1_000), days: 30 };
const textOf = (file: string | undefined): string => readFileSync(file!, 'utf8');

describe('the certificates of a host', () => {
  it('are files, PEM texts, or PEM texts in base64', () => {
    const files = new Certificates().host('orders');
    const [ca, cert, key] = [files.caFile, files.certFile, files.keyFile].map(textOf);
    const inLine = (text: string | undefined): string => text!.replaceAll('\n', '\\n');
    const inBase64 = (text: string | undefined): string => Buffer.from(text!).toString('base64');
    for (const settings of [
      files,
      { caFile: ca, certFile: cert, keyFile: key },
      { caFile: inLine(ca), certFile: inLine(cert), keyFile: inLine(key) },
      { caFile: inBase64(ca), certFile: inBase64(cert), keyFile: inBase64(key) },
    ])
      expect(() => new CertificateFiles(settings, 'orders')).not.toThrow();
  });

  it('may include intermediate certificates and several authorities', () => {
    const certificates = new Certificates();
    const other = CertificateAuthority.create();
    const { certificate, key } = certificates.authority.host('orders');
    const both = `${other.certificate}\n${certificates.authority.certificate}`;
    expect(() => new CertificateFiles(certificates.files('o', { certificate, key }, both), 'orders')).not.toThrow();
    const chain = { certificate: `${certificate}${other.certificate}`, key };
    expect(() => new CertificateFiles(certificates.files('o', chain), 'orders')).not.toThrow();
  });

  const FAULTS: [what: string, settings: (certificates: Certificates) => GrpcTlsFiles, problem: RegExp][] = [
    ['one is missing', (c) => ({ ...c.host('orders'), keyFile: undefined }), /GRPC_TLS_KEY is not set/],
    [
      'a file is missing',
      (c) => ({ ...c.host('orders'), caFile: '/no/ca.pem' }),
      /\/no\/ca\.pem, named in GRPC_TLS_CA/,
    ],
    [
      'a file holds something else',
      (c) => ({ ...c.host('orders'), certFile: c.file('x', 'x') }),
      /GRPC_TLS_CERT holds no cert/,
    ],
    [
      'the authority is not a certificate',
      (c) => ({ ...c.host('orders'), caFile: c.file('x', 'x') }),
      /GRPC_TLS_CA holds no cert/,
    ],
    [
      'the key is not a key',
      (c) => ({ ...c.host('orders'), keyFile: c.file('x', 'x') }),
      /GRPC_TLS_KEY holds no private key/,
    ],
    [
      'the key belongs to another certificate',
      (c) => ({ ...c.host('orders'), keyFile: c.host('payments').keyFile }),
      /not the key of the certificate/,
    ],
    ['they are for another host', (c) => c.host('payments'), /proves the host payments, not the host orders/],
    ['they are for a client', (c) => c.files('c', c.authority.client('orders')), /proves the client orders/],
    ['they have expired', (c) => c.files('o', c.authority.host('orders', YEAR_AGO)), /GRPC_TLS_CERT expired on \d{4}-/],
    [
      'they are from another authority',
      (c) => ({ ...c.host('orders'), caFile: c.file('x', CertificateAuthority.create().certificate) }),
      /No authority in GRPC_TLS_CA/,
    ],
  ];
  it.each(FAULTS)('are refused if %s', (_what, settings, problem) => {
    expect(() => new CertificateFiles(settings(new Certificates()), 'orders')).toThrow(
      expect.objectContaining({ code: 'GRPC_CONFIG', message: expect.stringMatching(problem) as string }),
    );
  });

  it('stay in use while the files do not match; this is logged once', () => {
    const warn = vi.spyOn(Logger.prototype, 'warn').mockImplementation(() => {});
    const log = vi.spyOn(Logger.prototype, 'log').mockImplementation(() => {});
    onTestFinished(() => void vi.restoreAllMocks());
    const certificates = new Certificates();
    const files = new CertificateFiles(certificates.host('orders'), 'orders');
    const next = certificates.authority.host('orders');
    certificates.file('orders.pem', next.certificate);
    files.refresh();
    files.refresh();
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/certificates stay in use: .*not the key/)]]);
    expect(log).not.toHaveBeenCalled();
    certificates.file('orders-key.pem', next.key);
    files.refresh();
    files.refresh();
    expect(log.mock.calls).toEqual([[expect.stringContaining('were replaced')]]);
  });
});
