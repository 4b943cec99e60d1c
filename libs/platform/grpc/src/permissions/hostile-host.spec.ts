import {
  ChannelCredentials,
  Client,
  Metadata,
  status,
  type ClientDuplexStream,
  type ServiceError,
} from '@grpc/grpc-js';
import { Logger } from '@nestjs/common';
import { answerContent } from '@multilith/contract';
import { decodeOutputProtobuf, encodeMessageProtobuf } from '@multilith/contract/protobuf';
import { aRequest, plain } from '@multilith/runtime/transport/conformance';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { GuardedWorld } from '../../test/guarded-world.js';
import { kitchen, Menu } from '../../test/kitchen.js';
import { echo } from '../../test/open-hosts.js';
import { quietLogs } from '../../test/quiet.js';
import { CertificateAuthority, type IssuedCertificate } from '../certificates/index.js';
import { GrpcTransport } from '../grpc-transport.js';
import { METADATA } from '../unary/metadata-names.js';
import { LINK_SERVICE } from '../link/link-service.js';
import { asItIs } from '../wire/bytes-method.js';
import { callsFrame, followFrame, helloFrame } from '../wire/caller-frame.js';

quietLogs();

/** The hall calls the kitchen, the archive follows it, the cellar has nothing to do with it. */
const CONTEXTS = [
  { name: 'kitchen', calls: [], follows: [] },
  { name: 'hall', calls: ['kitchen'], follows: [] },
  { name: 'archive', calls: [], follows: ['kitchen'] },
  { name: 'cellar', calls: [], follows: [] },
];

describe('a hostile program', () => {
  let world: GuardedWorld;
  let port: number;
  let hall: GrpcTransport;
  const receive = vi.fn(echo);
  beforeAll(async () => {
    world = new GuardedWorld(CONTEXTS, undefined, 'partner=kitchen,cellar;proxy');
    const opened = await world.open('kitchen');
    port = await opened.startServer();
    await opened.serve('kitchen', receive, kitchen);
    await opened.serveJournal('kitchen', echo);
    hall = await world.open('hall');
    return () => world.close();
  });

  /** Returns a client of the kitchen with a certificate, or without one. */
  function clientWith(certificate?: IssuedCertificate, authority = world.authority, at = port): Client {
    const pem = (text: string): Buffer => Buffer.from(text);
    const client = new Client(
      `127.0.0.1:${at}`,
      ChannelCredentials.createSsl(
        pem(authority.certificate),
        certificate ? pem(certificate.key) : null,
        certificate ? pem(certificate.certificate) : null,
        { checkServerIdentity: () => undefined },
      ),
      { 'grpc.ssl_target_name_override': 'kitchen', 'grpc.use_local_subchannel_pool': 1 },
    );
    onTestFinished(() => client.close());
    return client;
  }

  function link(client: Client, name: keyof typeof LINK_SERVICE = 'exchange'): ClientDuplexStream<Buffer, Buffer> {
    const { path, requestSerialize, responseDeserialize } = LINK_SERVICE[name];
    return client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
  }

  /** Opens a link with frames, and returns the status with which the callee ends it. */
  async function endOf(client: Client, ...frames: readonly Buffer[]): Promise<{ code: string; details: string }> {
    const stream = link(client);
    for (const frame of frames) stream.write(frame);
    return new Promise((resolve) =>
      stream
        .on('error', ({ code, details }: ServiceError) => resolve({ code: status[code], details }))
        .on('data', () => {}),
    );
  }

  const hello = (host: string, id = 'a-link'): Buffer => helloFrame({ host, link: id, listens: [] });

  /** Calls the service of the kitchen for strangers. */
  const menu = (client: Client, metadata: Record<string, string> = {}): Promise<unknown> => {
    const sent = new Metadata();
    for (const [name, value] of Object.entries(metadata)) sent.set(name, value);
    const content = Buffer.from(encodeMessageProtobuf(new Menu({})));
    return new Promise((resolve) =>
      client.makeUnaryRequest('/kitchen.v1.KitchenService/Menu', asItIs, asItIs, content, sent, (error, bytes) =>
        resolve(error ? status[error.code] : decodeOutputProtobuf(Menu, bytes!)),
      ),
    );
  };

  it.each(['hall', 'kitchen', 'monolith', 'Hall', ''])(
    'with the certificate of the cellar cannot pass as %j',
    async (name) => {
      const client = clientWith(world.authority.host('cellar'));
      const { code } = await endOf(client, hello(name));
      expect(['PERMISSION_DENIED', 'INVALID_ARGUMENT']).toContain(code);
    },
  );

  it('with the certificate of the cellar cannot join a link of another host', async () => {
    const own = link(clientWith(world.authority.host('hall')));
    own.on('error', () => {});
    await new Promise((resolve) => own.once('data', resolve).write(hello('hall', 'the-link-of-the-hall')));
    const client = clientWith(world.authority.host('cellar'));
    for (const name of ['bulk', 'events'] as const) {
      const stream = link(client, name);
      const ended = new Promise<ServiceError>((resolve) => stream.on('error', resolve).on('data', () => {}));
      stream.write(hello('cellar', 'the-link-of-the-hall'));
      expect(status[(await ended).code]).toBe('INVALID_ARGUMENT');
    }
    own.cancel();
  });

  it('with the certificate of the archive cannot call, neither over a link nor by a service', async () => {
    receive.mockClear();
    const archive = clientWith(world.authority.host('archive'));
    const stream = link(archive).on('error', () => {});
    const replies: Buffer[] = [];
    stream.on('data', (bytes: Buffer) => replies.push(bytes));
    stream.write(hello('archive'));
    await expect.poll(() => replies.length).toBe(1);
    const call = { id: 1, timeLeft: () => 9_000, encoded: aRequest({ host: 'archive' }) };
    stream.write(callsFrame('kitchen', 'call', [call], Date.now()));
    await expect.poll(() => replies.length).toBe(2);
    expect(replies[1]!.toString('latin1')).toContain('archive may not call kitchen');
    // In its own name and in that of the hall.
    expect(await menu(archive)).toBe('PERMISSION_DENIED');
    expect(await menu(archive, { [METADATA.host]: 'hall' })).toBe('UNAUTHENTICATED');
    expect(await menu(archive, { [METADATA.caller]: 'context/hall' })).toBe('PERMISSION_DENIED');
    expect(receive).not.toHaveBeenCalled();
    stream.cancel();
  });

  it('with the certificate of the cellar cannot follow anything', async () => {
    const warn = vi.spyOn(Logger.prototype, 'warn');
    const stream = link(clientWith(world.authority.host('cellar'))).on('error', () => {});
    stream.on('data', () => {});
    stream.write(hello('cellar'));
    stream.write(followFrame('kitchen', true));
    await vi.waitFor(() =>
      expect(warn).toHaveBeenCalledWith(expect.stringMatching(/^The host cellar may not follow kitchen/)),
    );
    stream.cancel();
  });

  it('with a certificate of a client cannot open a link, and can use only the services listed for it', async () => {
    const partner = clientWith(world.authority.client('partner'));
    for (const name of ['partner', 'hall'])
      expect(await endOf(partner, hello(name))).toMatchObject({ code: 'PERMISSION_DENIED' });
    receive.mockImplementation(async () => ({ answer: answerContent(Menu, []) }));
    onTestFinished(() => void receive.mockImplementation(echo));
    expect(await menu(partner)).toEqual([]);
    expect(await menu(clientWith(world.authority.client('proxy')))).toEqual([]);
    expect(receive.mock.calls.at(-1)![0].host).toBe('proxy');
    expect(await menu(clientWith(world.authority.client('stranger')))).toBe('PERMISSION_DENIED');
    // Whatever caller it names: clients do not belong to a context.
    for (const [name, value] of [
      [METADATA.host, 'hall'],
      [METADATA.caller, 'context/hall'],
    ] as const)
      expect(await menu(partner, { [name]: value })).toBe('UNAUTHENTICATED');
    expect(await menu(clientWith(world.authority.host('hall')))).toEqual([]);
  });

  it('without a certificate of the authority cannot connect', async () => {
    receive.mockClear();
    const other = CertificateAuthority.create();
    for (const client of [
      clientWith(),
      clientWith(other.host('hall')),
      clientWith(world.authority.host('hall', { from: new Date(0), days: 1 })),
    ]) {
      expect(await menu(client)).toBe('UNAVAILABLE');
      expect(await endOf(client, hello('hall'))).toMatchObject({ code: 'UNAVAILABLE' });
    }
    const plainText = new Client(`127.0.0.1:${port}`, ChannelCredentials.createInsecure());
    onTestFinished(() => plainText.close());
    expect(await menu(plainText)).toBe('UNAVAILABLE');
    expect(receive).not.toHaveBeenCalled();
  });

  it('loses its link when its certificate expires', async () => {
    const aging = new GuardedWorld(CONTEXTS, undefined, undefined, { ageMs: 50 });
    onTestFinished(() => aging.close());
    const kitchenHost = await aging.open('kitchen');
    const certificate = aging.authority.host('hall', { days: 1 });
    const stream = link(clientWith(certificate, aging.authority, await kitchenHost.startServer()));
    const frames: Buffer[] = [];
    const ended = new Promise<ServiceError>((resolve) => stream.on('error', resolve));
    stream.on('data', (bytes: Buffer) => frames.push(bytes));
    stream.write(hello('hall'));
    // It is asked to leave more than once, and stays.
    await expect.poll(() => frames.length).toBeGreaterThan(3);
    const { now } = Date;
    const later = vi.spyOn(Date, 'now').mockImplementation(() => now() + 25 * 60 * 60 * 1_000);
    onTestFinished(() => later.mockRestore());
    expect(await ended).toMatchObject({
      code: status.PERMISSION_DENIED,
      details: expect.stringContaining('has expired') as string,
    });
  });

  it('at the address of a host does not get the calls for that host', async () => {
    const stolen = vi.fn(echo);
    const { certificate, key } = world.authority.host('cellar');
    const impostor = await GrpcTransport.connect({
      host: 'cellar',
      listen: '127.0.0.1:0',
      tls: { caFile: world.authority.certificate, certFile: certificate, keyFile: key },
    });
    onTestFinished(() => impostor.close());
    await impostor.serve('kitchen', stolen);
    const caller = world.authority.host('hall');
    const misled = await GrpcTransport.connect({
      host: 'hall',
      hosts: `kitchen=127.0.0.1:${await impostor.startServer()}`,
      tls: { caFile: world.authority.certificate, certFile: caller.certificate, keyFile: caller.key },
    });
    onTestFinished(() => misled.close());
    await expect(misled.call('kitchen', aRequest({ host: 'hall' }))).rejects.toMatchObject({
      code: 'UNREACHABLE',
      mayHaveExecuted: false,
      message: expect.stringContaining('its certificate is not that of kitchen: it is for DNS:cellar') as string,
    });
    expect(stolen).not.toHaveBeenCalled();
    // The real kitchen still answers.
    expect(plain(await hall.call('kitchen', aRequest({ host: 'hall', content: 'tea' })))).toEqual({ answer: 'tea' });
  });
});
