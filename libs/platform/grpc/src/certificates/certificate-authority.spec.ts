import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { CertificateAuthority } from './index.js';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** Verifies a certificate with OpenSSL, by its strict rules. @throws Error with what OpenSSL says */
function verify(authority: CertificateAuthority, certificate: string, purpose: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'ca.pem'), authority.certificate);
  writeFileSync(join(folder, 'c.pem'), certificate);
  execFileSync('openssl', ['verify', '-x509_strict', '-purpose', purpose, '-CAfile', 'ca.pem', 'c.pem'], {
    cwd: folder,
    stdio: 'pipe',
  });
}

it('certificates of hosts are for servers and clients, those of clients for clients only', () => {
  const authority = CertificateAuthority.create();
  const { certificate } = authority.host('orders');
  verify(authority, certificate, 'sslserver');
  verify(authority, certificate, 'sslclient');
  const client = authority.client('partner');
  verify(authority, client.certificate, 'sslclient');
  expect(() => verify(authority, client.certificate, 'sslserver')).toThrow(/purpose/);
  expect(() => verify(CertificateAuthority.create(), certificate, 'sslserver')).toThrow(/unable to get local issuer/);
});

it('certificates hold their names and addresses, with key and dates', () => {
  const authority = CertificateAuthority.create();
  const addresses = ['orders.example.com', '10.0.0.7', 'fd00::1:0:7', '::1'];
  const { certificate, key } = authority.host('orders', { addresses, days: 30 });
  const read = new X509Certificate(certificate);
  expect(read.subject).toBe('CN=orders');
  expect(read.subjectAltName).toBe(
    'DNS:orders, DNS:orders.example.com, IP Address:10.0.0.7, IP Address:FD00:0:0:0:0:1:0:7, IP Address:0:0:0:0:0:0:0:1',
  );
  expect(read.ca).toBe(false);
  expect(key).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  expect(new Date(read.validFrom).getTime()).toBeLessThan(Date.now());
  expect(Math.round((new Date(read.validTo).getTime() - Date.now()) / DAY_MS)).toBe(30);
  const other = new X509Certificate(authority.host('orders').certificate);
  expect(other.serialNumber).not.toBe(read.serialNumber);
  expect(Math.round((new Date(other.validTo).getTime() - Date.now()) / DAY_MS)).toBe(90);
});

it('an authority can be reopened, with its own key only', () => {
  const authority = CertificateAuthority.create();
  const again = CertificateAuthority.from(authority);
  verify(authority, again.host('orders').certificate, 'sslserver');
  const { key } = CertificateAuthority.create();
  for (const wrong of [{ certificate: authority.certificate, key }, authority.host('orders')])
    expect(() => CertificateAuthority.from(wrong)).toThrow(expect.objectContaining({ code: 'GRPC_CONFIG' }));
});

it('dates after 2049 have four digits', () => {
  const authority = CertificateAuthority.create({ from: new Date('2049-12-31T00:00:00Z'), days: 365 });
  expect(new Date(new X509Certificate(authority.certificate).validTo).getUTCFullYear()).toBe(2050);
});

it.each(['Orders', '*', 'orders.example.com', '', 'a, DNS:b'])(
  'no certificate is issued for the host name %j',
  (name) => {
    const authority = CertificateAuthority.create();
    expect(() => authority.host(name)).toThrow(expect.objectContaining({ code: 'GRPC_CONFIG' }));
    expect(() => authority.client(name)).toThrow(expect.objectContaining({ code: 'GRPC_CONFIG' }));
  },
);

it('the certificate of a host cannot have a second host name', () => {
  const authority = CertificateAuthority.create();
  expect(() => authority.host('orders', { addresses: ['payments'] })).toThrow(
    expect.objectContaining({ code: 'GRPC_CONFIG', message: expect.stringContaining("'payments'") as string }),
  );
});
