import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Injectable, Logger, Module } from '@nestjs/common';
import { CommandBus, CommandHandler, EventBus, EventsHandler, QueryBus, QueryHandler } from '@nestjs/cqrs';
import { command, contract, event, personal, query, type Principal } from '@multilith/contract';
import { ContextModule, subscription, use } from '@multilith/runtime';
import { MultilithRuntime, runAtEdge, startHost, type Host } from '@multilith/runtime/host';
import { openTelemetry, type Telemetry } from '@multilith/telemetry';
import { createTestDatabase, type TestDatabase } from '@multilith/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { PinoLogger } from './pino-logger.js';

const MAIL = 'ada@example.org';
const NAME = 'Ada Lovelace';
const Guest = z.object({ name: personal(z.string()), table: z.string() });

class FindMail extends query('guests.FindMail', {
  input: z.object({}),
  output: z.object({ mail: personal(z.email()) }),
  access: 'internal',
}) {}
class Seat extends command('hall.Seat', { input: Guest, access: 'public' }) {}
class Welcome extends command('door.Welcome', { input: Guest, access: 'public' }) {}
class Seated extends event('hall.Seated', { payload: Guest, key: ({ table }) => table }) {}
const guests = contract('guests', [FindMail]);
const hall = contract('hall', [Seat, Seated]);
const door = contract('door', [Welcome]);
const persistence = { entities: [], migrations: [] };

@QueryHandler(FindMail)
class FindMailHandler {
  execute = async (): Promise<unknown> => ({ mail: MAIL });
}
@Module({ imports: [ContextModule.forFeature({ contract: guests })], providers: [FindMailHandler] })
class GuestsModule {}

let fails = true;
@CommandHandler(Seat)
class SeatHandler {
  readonly #logger = new Logger('Seats');
  constructor(
    private readonly queries: QueryBus,
    private readonly events: EventBus,
  ) {}
  async execute({ name, table }: Seat): Promise<void> {
    const { mail } = await this.queries.execute(new FindMail({}));
    this.#logger.log(`Seating ${name}`, { table, to: [mail] });
    if (!fails) return void this.events.publish(new Seated({ name, table }));
    throw Object.assign(new Error(`550 no mailbox ${mail.toUpperCase()} of ${name}, table ${table}`), {
      code: '23505',
      detail: `Key (mail)=(${mail}) already exists.`,
      parameters: [mail],
    });
  }
}
@Module({
  imports: [
    ContextModule.forFeature({ contract: hall, persistence, uses: [use(guests, { whenUnavailable: 'fail' })] }),
  ],
  providers: [SeatHandler],
})
class HallModule {}
@Injectable()
class HallResolver {
  constructor(readonly commands: CommandBus) {}
}
@Module({ imports: [ContextModule.forApi({ contract: hall })], providers: [HallResolver] })
class HallApi {}

@CommandHandler(Welcome)
class WelcomeHandler {
  constructor(private readonly commands: CommandBus) {}
  execute = ({ name, table }: Welcome): Promise<void> => this.commands.execute(new Seat({ name, table }));
}
@EventsHandler(Seated)
class GreetSeated {
  async handle({ name, table }: Seated): Promise<void> {
    throw new Error(`no card for ${name} at ${table}`);
  }
}
@Module({
  imports: [
    ContextModule.forFeature({
      contract: door,
      persistence,
      uses: [use(hall, { whenUnavailable: 'fail' })],
      subscriptions: [subscription('greet', { handler: GreetSeated, start: 'beginning' })],
    }),
  ],
  providers: [WelcomeHandler, GreetSeated],
})
class DoorModule {}

type Line = Record<string, unknown> & { readonly level: number; readonly msg: string };
let host: Host;
let database: TestDatabase;
let telemetry: Telemetry;
let folder: string;
const lines: Line[] = [];
const trace = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'failures-'));
  const traceFile = { path: join(folder, 'traces.jsonl'), maxBytes: 10_000_000 };
  telemetry = await openTelemetry({ host: 'inn', otlp: false, traceFile, metrics: false, onProblem: () => {} });
  host = await startHost({
    contexts: Object.fromEntries(
      Object.entries({ guests: GuestsModule, hall: HallModule, door: DoorModule }).map(([name, module]) => [
        name,
        { module: async () => module },
      ]),
    ),
    imports: [HallApi],
    database: { url: database.url },
    observer: telemetry.observer!,
    logger: PinoLogger.create({
      level: 'info',
      format: 'json',
      destination: { write: (line) => void lines.push(JSON.parse(line) as Line) },
    }),
  });
});
afterAll(async () => {
  await host?.stop();
  await telemetry?.stop();
  await database?.drop();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  lines.splice(0);
  fails = true;
});

const guest = { name: NAME, table: 'window-4711' };
const principal: Principal = { subject: 'eve', roles: [] };
const sent = (message: Seat | Welcome, commands: CommandBus): Promise<unknown> =>
  runAtEdge({ trace, principal }, () => commands.execute(message)).catch((error: unknown) => error);
const failures = (): Line[] => lines.filter(({ level }) => level >= 40);

describe('a call that fails', () => {
  it('is one line: a constant text, the failure in fields, the trace of the client', async () => {
    const { commands } = host.app.get(HallResolver, { strict: false });
    await sent(new Seat(guest), commands);
    expect(failures()).toEqual([
      expect.objectContaining({
        level: 50,
        msg: 'hall.Seat, sent by the API of hall to hall, failed: the handler failed unexpectedly.',
        code: 'INTERNAL',
        context: 'hall',
        message: 'hall.Seat',
        caller: 'the API of hall',
        trace: trace.traceId,
        err: expect.objectContaining({ type: 'Error', code: '23505', stack: expect.stringContaining('failures.spec') }),
      }),
    ]);
  });

  it('is one line also if a context passes the failure on', async () => {
    await sent(new Welcome(guest), host.app.get(MultilithRuntime).commandBus);
    expect(failures()).toEqual([expect.objectContaining({ message: 'hall.Seat', caller: 'door' })]);
  });

  it('shows everything but personal data of its message and of the answers it received', async () => {
    const { commands } = host.app.get(HallResolver, { strict: false });
    await sent(new Seat(guest), commands);
    expect(failures()[0]!['err']).toMatchObject({
      message: '550 no mailbox [personal] of [personal], table window-4711',
      detail: 'Key (mail)=([personal]) already exists.',
    });
    expect(lines).toContainEqual(
      expect.objectContaining({ msg: 'Seating [personal]', table: 'window-4711', to: ['[personal]'] }),
    );
    expect(JSON.stringify(lines)).not.toMatch(/ada@|lovelace/i);
  });
});

describe('a failed event', () => {
  it('is a line with the failure, its stack and its trace in fields, without personal data', async () => {
    fails = false;
    expect(await sent(new Seat(guest), host.app.get(MultilithRuntime).commandBus)).toBeUndefined();
    await vi.waitFor(() => expect(failures()).not.toEqual([]), { timeout: 30_000 });
    const [line] = failures();
    expect(line).toMatchObject({
      context: 'door',
      subscription: 'greet',
      event: 'hall.Seated',
      key: guest.table,
      attempts: 1,
      trace: trace.traceId,
      error: 'Error: no card for [personal] at window-4711',
      stack: expect.stringContaining('failures.spec'),
    });
    expect(JSON.stringify(lines)).not.toMatch(/ada@|lovelace/i);
  });
});

describe('traces', () => {
  it('show the same details of failed calls and events as the log', async () => {
    const { commands } = host.app.get(HallResolver, { strict: false });
    await sent(new Welcome(guest), host.app.get(MultilithRuntime).commandBus);
    fails = false;
    expect(await sent(new Seat(guest), commands)).toBeUndefined();
    const path = join(folder, 'traces.jsonl');
    await vi.waitFor(() => expect(readFileSync(path, 'utf8')).toContain('no card for [personal] at window-4711'), {
      timeout: 30_000,
    });
    expect(readFileSync(path, 'utf8')).not.toMatch(/ada@|lovelace/i);
  });
});
