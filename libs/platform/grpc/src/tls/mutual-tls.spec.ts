import { TLSSocket } from 'node:tls';
import { ServerCredentials } from '@grpc/grpc-js';
import { Logger } from '@nestjs/common';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  ask,
  Caller,
  Certificates,
  intrude,
  startServer,
  startServerWith,
  uncheckedCredentials,
} from '../../test/secured-hosts.js';
import { CertificateAuthority, type IssuedCertificate } from '../certificates/index.js';
import { channelCredentials, requireProvenHosts } from './credentials.js';
import { tlsProblem } from './tls-problem.js';

const YESTERDAY = { from: new Date(Date.now() - 2 * 24 * 60 * 60 * 1_000), days: 1 };
const TOMORROW = { from: new Date(Date.now() + 24 * 60 * 60 * 1_000) };

/** Returns in words why a call was refused. */
const refusal = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    (answer) => answer,
    (error: { details: string }) => tlsProblem(error.details) ?? error.details,
  );

/** Starts a server with a certificate that nothing has checked. */
const startImpostor = ({ certificate, key }: IssuedCertificate, authority: CertificateAuthority) =>
  startServerWith(
    ServerCredentials.createSsl(
      Buffer.from(authority.certificate),
      [{ cert_chain: Buffer.from(certificate), private_key: Buffer.from(key) }],
      false,
    ),
  );

describe('with mutual TLS', () => {
  it('a server knows the host or the client that calls, at any address', async () => {
    const certificates = new Certificates();
    const { port } = await startServer({ host: 'orders', tls: certificates.host('orders') });
    expect(await ask({ tls: certificates.host('monolith') }, 'orders', port)).toEqual({ host: 'monolith' });
    const { authority } = certificates;
    expect(await intrude(authority.client('partner'), authority, port)).toEqual({ client: 'partner' });
    const addressed = authority.host('payments', { addresses: ['payments.example.com', '10.0.0.7', 'localhost'] });
    expect(await ask({ host: 'payments', tls: certificates.files('p', addressed) }, 'orders', port)).toEqual({
      host: 'payments',
    });
  });

  it('a caller refuses a server that is another host, whose certificate has expired, or that its authority does not know', async () => {
    const certificates = new Certificates();
    const { authority } = certificates;
    const monolith = { tls: certificates.host('monolith') };
    const { port } = await startServer({ host: 'orders', tls: certificates.host('orders') });
    expect(await refusal(ask(monolith, 'payments', port))).toBe(
      'its certificate is not that of payments: it is for DNS:orders',
    );
    const stranger = CertificateAuthority.create();
    for (const [certificate, problem] of [
      [authority.host('orders', YESTERDAY), 'its certificate has expired'],
      [authority.host('orders', TOMORROW), 'its certificate is not valid yet'],
      [authority.client('orders'), 'its certificate is not for servers'],
      [stranger.host('orders'), 'no authority in GRPC_TLS_CA has signed its certificate'],
    ] as const) {
      const impostor = await startImpostor(certificate, authority);
      expect(await refusal(ask(monolith, 'orders', impostor.port))).toMatch(problem);
    }
  });

  it('a server refuses a caller without a certificate, with an expired one, or one that its authority does not know', async () => {
    const certificates = new Certificates();
    const { authority } = certificates;
    const { port } = await startServer({ host: 'orders', tls: certificates.host('orders') });
    for (const certificate of [
      authority.host('monolith', YESTERDAY),
      authority.host('monolith', TOMORROW),
      CertificateAuthority.create().host('monolith'),
    ])
      expect(await refusal(intrude(certificate, authority, port))).toMatch(/refuses? the certificate of this host/);
    expect(await intrude(authority.host('monolith'), authority, port)).toEqual({ host: 'monolith' });
  });

  it('nothing is sent in plain text: neither to a server without TLS nor from a caller without it', async () => {
    const certificates = new Certificates();
    const secured = { host: 'orders', tls: certificates.host('orders') };
    const { port } = await startServer(secured);
    expect(await refusal(ask({}, 'orders', port))).toMatch(/it ended the connection before it answered/);
    const plain = await startServer({ host: 'orders' });
    expect(await refusal(ask({ tls: certificates.host('monolith') }, 'orders', plain.port))).toBe(
      'it answers in plain text, and this host has TLS',
    );
    expect(await refusal(ask({}, 'orders', plain.port))).toEqual({});
  });
});

describe('certificates that are replaced while a host runs', () => {
  it('are used by new connections, including those of a new authority', async () => {
    vi.spyOn(Logger.prototype, 'log').mockImplementation(() => {});
    onTestFinished(() => void vi.restoreAllMocks());
    const certificates = new Certificates();
    const settings = { host: 'orders', tls: { ...certificates.host('orders'), reloadIntervalMs: 20 } };
    const { port } = await startServer(settings);
    const next = CertificateAuthority.create();
    const later = { tls: certificates.files('later', next.host('monolith'), next.certificate) };
    expect(await refusal(ask(later, 'orders', port))).toBe('no authority in GRPC_TLS_CA has signed its certificate');
    certificates.files('orders', next.host('orders'), next.certificate);
    await expect.poll(() => refusal(ask(later, 'orders', port))).toEqual({ host: 'monolith' });
    await expect
      .poll(() => refusal(ask({ tls: certificates.host('monolith') }, 'orders', port)))
      .not.toHaveProperty('host');
    // The same for the channels of a host.
    const server = await startServer({ host: 'monolith', ...later });
    expect(await ask(settings, 'monolith', server.port)).toEqual({ host: 'orders' });
  });
});

describe('requireMutualTls', () => {
  it('refuses plain text', () => {
    expect(() => requireProvenHosts({ requireMutualTls: true })).toThrow(
      expect.objectContaining({ code: 'GRPC_OPEN', message: expect.stringContaining('GRPC_TLS_CA') as string }),
    );
    expect(() => requireProvenHosts({})).not.toThrow();
    const tls = new Certificates().host('orders');
    expect(() => requireProvenHosts({ requireMutualTls: true, host: 'orders', tls })).not.toThrow();
    expect(() => requireProvenHosts({ requireMutualTls: true, host: 'payments', tls })).toThrow(
      /not the host payments/,
    );
  });
});

describe('the certificate of a caller', () => {
  it('is read once for each connection', async () => {
    const certificates = new Certificates();
    const { port } = await startServer({ host: 'orders', tls: certificates.host('orders') });
    const read = vi.spyOn(TLSSocket.prototype, 'getPeerCertificate');
    onTestFinished(() => void read.mockRestore());
    const caller = new Caller(channelCredentials({ tls: certificates.host('monolith') }, 'orders'), port);
    onTestFinished(() => caller.close());
    await caller.ask();
    const before = read.mock.calls.length;
    for (let i = 0; i < 3; i++) expect(await caller.ask()).toEqual({ host: 'monolith' });
    expect(read.mock.calls.length).toBe(before);
    expect(await ask({ host: 'payments', tls: certificates.host('payments') }, 'orders', port)).toEqual({
      host: 'payments',
    });
  });

  it('proves nothing once it has expired, also over a connection that was made before', async () => {
    const certificates = new Certificates();
    const { authority } = certificates;
    const { port } = await startServer({ host: 'orders', tls: certificates.host('orders') });
    const caller = new Caller(uncheckedCredentials(authority.host('monolith', { days: 1 }), authority), port);
    onTestFinished(() => caller.close());
    expect(await caller.ask()).toEqual({ host: 'monolith' });
    const { now } = Date;
    vi.spyOn(Date, 'now').mockImplementation(() => now() + 25 * 60 * 60 * 1_000);
    onTestFinished(() => void vi.restoreAllMocks());
    expect(await caller.ask()).toEqual({});
  });
});
