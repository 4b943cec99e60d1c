// A store in its own process, whose clock is ahead of this machine's, or which never answers. It runs on the built
// packages with plain Node, and serves only one query of the store's contract.
const { ahead, hangs, transport, url, prefix } = JSON.parse(process.argv[2]);
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + ahead);
    else super(...given);
  }
  static now() {
    return RealDate.now() + ahead;
  }
};

await import('reflect-metadata');
const { Module } = await import('@nestjs/common');
const { QueryHandler } = await import('@nestjs/cqrs');
const { contract, query } = await import('@multilith/contract');
const { ContextModule } = await import('@multilith/runtime');
const { startHost, temporaryPrincipalKeys } = await import('@multilith/runtime/host');
const { z } = await import('zod');

const output = z.object({ items: z.int(), by: z.string(), looks: z.int(), at: z.date() });
class Look extends query('store.Look', { input: z.object({}), output, access: 'public' }) {}
class LookHandler {
  execute = async () => {
    process.send('called');
    if (hangs) await new Promise(() => {});
    return { items: 0, by: 'another process', looks: 1, at: new Date() };
  };
}
QueryHandler(Look)(LookHandler);
class StoreModule {}
Module({ imports: [ContextModule.forFeature({ contract: contract('store', [Look]) })], providers: [LookHandler] })(
  StoreModule,
);

let port;
const transports = {
  nats: async ({ host }) => (await import('@multilith/nats')).connectNats({ url, prefix, host, events: false }),
  grpc: async ({ host, hostOf }) => {
    const { connectGrpc } = await import('@multilith/grpc');
    const connected = await connectGrpc({ host, hostOf, listen: '127.0.0.1:0' });
    port = await connected.startServer();
    return connected;
  },
};
await startHost({
  host: 'store',
  contexts: {},
  imports: [StoreModule],
  topology: { store: { transport } },
  principalKeys: temporaryPrincipalKeys(),
  transports,
  logger: false,
});
process.on('disconnect', () => process.exit());
process.send({ port });
