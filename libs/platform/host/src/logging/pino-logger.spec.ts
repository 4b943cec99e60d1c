import { Logger } from '@nestjs/common';
import { CommandHandler, CommandBus, type ICommandHandler } from '@nestjs/cqrs';
import { Module } from '@nestjs/common';
import { command, contract, MultilithError } from '@multilith/contract';
import { ContextModule } from '@multilith/runtime';
import { MultilithRuntime, runAtEdge, startHost } from '@multilith/runtime/host';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PinoLogger } from './pino-logger.js';

class Speak extends command('speech.Speak', { input: z.object({}), access: 'public' }) {}

@CommandHandler(Speak)
class SpeakHandler implements ICommandHandler<Speak> {
  readonly #logger = new Logger('Speaker');
  async execute(): Promise<void> {
    this.#logger.log('spoken');
  }
}

@Module({ imports: [ContextModule.forFeature({ contract: contract('speech', [Speak]) })], providers: [SpeakHandler] })
class SpeechModule {}

type Line = Record<string, unknown>;
const lines: Line[] = [];
const logger = (level: 'info' | 'debug' = 'info'): PinoLogger =>
  PinoLogger.create({
    level,
    format: 'json',
    host: 'speaking',
    destination: { write: (line) => void lines.push(JSON.parse(line) as Line) },
  });
beforeEach(() => void lines.splice(0));

describe('a start that fails', () => {
  const failing = async (error: Error): Promise<unknown> => {
    @Module({ providers: [{ provide: 'FAULT', useFactory: () => Promise.reject(error) }] })
    class FailingModule {}
    return startHost({ contexts: {}, imports: [FailingModule], logger: logger() }).catch((thrown: unknown) => thrown);
  };

  it('with an error code is reported by the starter of the host, not logged', async () => {
    const error = new MultilithError('CONFIG_INVALID', 'OVEN_HEAT is hot.', 'Give degrees.');
    expect(await failing(error)).toBe(error);
    expect(lines.filter(({ level }) => level === 50)).toEqual([]);
  });

  it('without an error code is logged with its stack', async () => {
    const error = new TypeError('no oven');
    expect(await failing(error)).toBe(error);
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 50, err: expect.objectContaining({ stack: error.stack }) as object }),
    );
  });
});

describe('a log line', () => {
  it('carries the host, the context and message being handled and the trace of the request', async () => {
    const host = await startHost({
      contexts: { speech: { module: async () => SpeechModule } },
      logger: logger(),
    });
    const { commandBus } = host.app.get(MultilithRuntime);
    expect(commandBus).toBeInstanceOf(CommandBus);
    const trace = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };
    await runAtEdge({ trace }, () => commandBus.execute(new Speak({})));
    await host.stop();
    expect(lines.find(({ msg }) => msg === 'spoken')).toMatchObject({
      logger: 'Speaker',
      host: 'speaking',
      context: 'speech',
      message: 'speech.Speak',
      trace: trace.traceId,
    });
  });

  it('carries only the trace if no handler runs yet, and neither outside requests', async () => {
    const log = logger();
    runAtEdge({}, () => log.log('in a request', 'Edge'));
    log.log('elsewhere', 'Edge');
    expect(lines[0]).toMatchObject({ msg: 'in a request', trace: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(lines[0]).not.toHaveProperty('context');
    expect(lines[1]).not.toHaveProperty('trace');
  });

  it('carries the stack of an error, however Nest passes it', async () => {
    const log = logger();
    log.error(new Error('one'), 'Edge');
    log.error('two', new Error('cause'), 'Edge');
    log.error('three', 'Error: three\n    at somewhere', 'Edge');
    expect(lines).toMatchObject([
      { msg: 'one', err: { stack: expect.stringContaining('pino-logger.spec') } },
      { msg: 'two', err: { message: 'cause' } },
      { msg: 'three', stack: expect.stringContaining('at somewhere') },
    ]);
  });

  it("of Nest's own start is logged at level debug", async () => {
    logger().log('mapped a route', 'RouterExplorer');
    expect(lines).toEqual([]);
    logger('debug').log('mapped a route', 'RouterExplorer');
    expect(lines).toMatchObject([{ level: 20, msg: 'mapped a route' }]);
  });
});
