// The host of a hall or of a kitchen in its own process, from the built packages: `tea-host.mjs <host> <url of NATS>
// <prefix>`. The hall queries the kitchen for its menu when its parent sends `ask`; the kitchen reports when it starts
// to write it, and then hits a breakpoint or waits for its parent.
import 'reflect-metadata';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Inject, Module } from '@nestjs/common';
import { QueryBus, QueryHandler } from '@nestjs/cqrs';
import { contract, query } from '@multilith/contract';
import { ContextModule, use } from '@multilith/runtime';
import { MultilithRuntime, startHost, temporaryPrincipalKeys } from '@multilith/runtime/host';
import { z } from 'zod';
import { connectNats } from '@multilith/nats';

const [host, url, prefix] = process.argv.slice(2);
const shape = { input: z.object({}), output: z.array(z.string()), access: 'public' };
class Menu extends query('kitchen.Menu', shape) {}
class OfferMenu extends query('hall.OfferMenu', shape) {}
const kitchen = contract('kitchen', [Menu]);
const hall = contract('hall', [OfferMenu]);

class MenuHandler {
  async execute() {
    process.send('writing');
    // eslint-disable-next-line no-debugger -- the breakpoint
    if (BREAKPOINT_MS > 0) debugger;
    else await once(process, 'message');
    return ['green'];
  }
}
QueryHandler(Menu)(MenuHandler);
class OfferMenuHandler {
  constructor(queries) {
    this.execute = () => queries.execute(new Menu({}));
  }
}
QueryHandler(OfferMenu)(OfferMenuHandler);
Inject(QueryBus)(OfferMenuHandler, undefined, 0);
class KitchenModule {}
Module({ imports: [ContextModule.forFeature({ contract: kitchen })], providers: [MenuHandler] })(KitchenModule);
class HallModule {}
const uses = [use(kitchen, { timeout: '1s', whenUnavailable: 'fail' })];
Module({ imports: [ContextModule.forFeature({ contract: hall, uses })], providers: [OfferMenuHandler] })(HallModule);

const BREAKPOINT_MS = Number(process.env.BREAKPOINT_MS ?? 0);
if (BREAKPOINT_MS > 0) await debugMainThread();
const { app } = await startHost({
  host,
  contexts: { hall: { module: async () => HallModule }, kitchen: { module: async () => KitchenModule } },
  topology: { kitchen: { transport: 'nats' } },
  transports: { nats: () => connectNats({ url, host, prefix }) },
  principalKeys: temporaryPrincipalKeys(),
  logger: false,
});
if (host === 'monolith')
  process.on('message', async () => {
    const { queryBus } = app.get(MultilithRuntime);
    const answer = await queryBus.execute(new OfferMenu({})).catch(({ code }) => ({ code }));
    process.send({ answer });
  });
process.send('ready');

/** Continues after each breakpoint of the main thread once the time is over, like a person at a debugger. */
async function debugMainThread() {
  const debuggerCode = `
    const { Session } = require('node:inspector');
    const { parentPort } = require('node:worker_threads');
    const session = new Session();
    session.connectToMainThread();
    session.on('Debugger.paused', () => setTimeout(() => session.post('Debugger.resume'), ${BREAKPOINT_MS}));
    session.post('Debugger.enable', () => parentPort.postMessage('enabled'));
    setInterval(() => {}, 60000);`;
  const worker = new Worker(debuggerCode, { eval: true, execArgv: [] });
  await once(worker, 'message');
  worker.unref();
}
