// A host in its own process, from the built packages, with one revision of the contract: `kitchen`, which brews and
// publishes, or `hall`, which orders all the time and follows. Settings come as JSON; see skew-host.ts.
import 'reflect-metadata';
import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Module } from '@nestjs/common';
import { CommandHandler, EventBus, EventsHandler, QueryHandler } from '@nestjs/cqrs';
import { contract } from '@multilith/contract';
import { ContextModule, subscription, use } from '@multilith/runtime';
import { MultilithRuntime, startHost, temporaryPrincipalKeys } from '@multilith/runtime/host';
import { DataSource } from 'typeorm';
import { revision } from './revisions.mjs';

const settings = JSON.parse(process.argv[2]);
const { Brew, Brewed, Menu, kitchen } = revision(settings.revision);
const isFirst = settings.revision === 1;
/** Orders that run at a time. */
const CONCURRENT = 4;
const PAUSE_MS = 10;
/** Between the orders of one worker: a hall that never waits leaves no core for the hosts that start beside it. */
const BETWEEN_ORDERS_MS = 20;

class CreateBrews1700000000000 {
  up = (runner) => runner.query('CREATE TABLE brew (id text NOT NULL, revision integer NOT NULL)');
  down = async () => {};
}
class BrewHandler {
  constructor(data, events) {
    this.execute = async (brew) => {
      const ids = isFirst ? [brew.id] : brew.ids;
      for (const id of ids) await data.query('INSERT INTO brew VALUES ($1, $2)', [id, settings.revision]);
      events.publish(new Brewed(isFirst ? { id: ids[0] } : { ids, sugar: brew.sugar }));
      return isFirst ? { cup: `of ${ids[0]}` } : { cups: ids.map((each) => `of ${each}`), sugar: brew.sugar };
    };
  }
}
CommandHandler(Brew)(BrewHandler);
Inject(DataSource)(BrewHandler, undefined, 0);
Inject(EventBus)(BrewHandler, undefined, 1);
class MenuHandler {
  execute = async () =>
    Object.fromEntries(['tea', 'milk', 'scones'].slice(0, settings.revision).map((name) => [name, 1]));
}
QueryHandler(Menu)(MenuHandler);
class KitchenModule {}
Module({
  imports: [
    ContextModule.forFeature({
      contract: kitchen,
      persistence: { entities: [], migrations: [CreateBrews1700000000000] },
    }),
  ],
  providers: [BrewHandler, MenuHandler],
})(KitchenModule);

class CreateDrinks1700000000000 {
  up = (runner) => runner.query('CREATE TABLE drink (id text NOT NULL, revision integer NOT NULL)');
  down = async () => {};
}
class DrinkHandler {
  constructor(data) {
    this.handle = async (brewed) => {
      if (!(brewed instanceof Brewed)) throw new Error('an event of another class');
      const ids = isFirst ? [brewed.id] : brewed.ids;
      for (const id of ids) await data.query('INSERT INTO drink VALUES ($1, $2)', [id, settings.revision]);
    };
  }
}
EventsHandler(Brewed)(DrinkHandler);
Inject(DataSource)(DrinkHandler, undefined, 0);
class HallModule {}
Module({
  imports: [
    ContextModule.forFeature({
      contract: contract('hall', []),
      uses: [use(kitchen, { timeout: '10s', whenUnavailable: 'fail' })],
      subscriptions: [subscription('drink', { handler: DrinkHandler, start: 'beginning' })],
      persistence: { entities: [], migrations: [CreateDrinks1700000000000] },
    }),
  ],
  providers: [DrinkHandler],
})(HallModule);

const { host: name, database, transport } = settings;
/** Connects over the transport of this run, and loads no other. */
const connect = {
  nats: async () => (await import('@multilith/nats')).connectNats({ ...settings.nats, host: name }),
  grpc: async ({ hostOf }) => (await import('@multilith/grpc')).connectGrpc({ ...settings.grpc, host: name, hostOf }),
};
const host = await startHost({
  host: name,
  contexts: { hall: { module: async () => HallModule }, kitchen: { module: async () => KitchenModule } },
  database: { url: database },
  topology: { kitchen: { transport }, hall: { transport } },
  principalKeys: temporaryPrincipalKeys(),
  transports: { [transport]: connect[transport] },
  logger: false,
});
const runtime = host.app.get(MultilithRuntime);

let stopping = false;
const outcomes = [];
let onOutcome = () => {};

/** Orders until there is an outcome: a retry has the same key, as any client would send it. */
async function order(id) {
  const message = isFirst
    ? new Brew({ id }, { idempotencyKey: id })
    : new Brew({ ids: [id], sugar: 1 }, { idempotencyKey: id });
  for (;;)
    try {
      const answer = await runtime.commandBus.execute(message);
      return { id, answer };
    } catch (error) {
      const { code, mayHaveExecuted, problem } = error;
      if (code !== 'UNAVAILABLE' && code !== 'DEADLINE_EXCEEDED') return { id, code, mayHaveExecuted, problem };
      await pause(PAUSE_MS);
    }
}
async function keepOrdering(worker) {
  for (let n = 0; !stopping; n++) {
    outcomes.push(await order(`${process.pid}-${worker}-${n}`));
    const menu = await runtime.queryBus.execute(new Menu({})).catch((error) => ({ code: error.code }));
    if (menu.code !== undefined && menu.code !== 'UNAVAILABLE') outcomes.push({ id: 'menu', code: menu.code });
    onOutcome();
    await pause(BETWEEN_ORDERS_MS);
  }
}
const ordering = name === 'hall' ? Array.from({ length: CONCURRENT }, (_, worker) => keepOrdering(worker)) : [];

process.on('message', async ({ more, quiet, stop }) => {
  if (more !== undefined) {
    const from = outcomes.length;
    await new Promise((resolve) => {
      onOutcome = () => outcomes.length >= from + more && resolve();
    });
    process.send({ outcomes: outcomes.slice(from) });
  }
  if (quiet || stop) {
    stopping = true;
    await Promise.all(ordering);
  }
  if (quiet) process.send({ outcomes: outcomes.splice(0) });
  if (stop) {
    const earlierCalls = host.earlierCalls();
    await host.stop();
    process.send({ outcomes, earlierCalls }, () => process.exit());
  }
});
process.on('disconnect', () => process.exit());
process.send('ready');
