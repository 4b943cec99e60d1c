import type { LoggerService, LogLevel } from '@nestjs/common';
import { pino, type DestinationStream, type Level, type Logger } from 'pino';
import { currentCall } from '@multilith/contract';
import { currentTrace, RuntimeError } from '@multilith/runtime';
import type { LogFormat } from '../config/host-config.js';

/** How much is logged, and where to. */
export interface PinoLoggerOptions {
  /** Least level that is written. */
  readonly level: Level;
  /** JSON lines, or coloured text for a person. */
  readonly format: LogFormat;
  /** Name of the host, written with every line. Default: none. */
  readonly host?: string;
  /** Where the lines go. Default: standard output. */
  readonly destination?: DestinationStream;
}

/** Parts of Nest that tell every step of the start; the shop says itself when it is up. */
const TALKATIVE: ReadonlySet<string> = new Set([
  'GraphQLModule',
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
]);

/** Where Nest logs what a start throws, stack and all, before it throws it on. */
const START_FAILURES = 'ExceptionHandler';

/** Nest's logger on pino. Each line carries the context and message being handled and the trace it belongs to. */
export class PinoLogger implements LoggerService {
  readonly #pino: Logger;

  private constructor(logger: Logger) {
    this.#pino = logger;
  }

  static async create({ level, format, host, destination }: PinoLoggerOptions): Promise<PinoLogger> {
    const base = host === undefined ? undefined : { host };
    const options = { level, base, timestamp: pino.stdTimeFunctions.isoTime, mixin: callFields };
    return new PinoLogger(
      pino(options, destination ?? (format === 'pretty' ? await terminal() : pino.destination({ fd: 1, sync: false }))),
    );
  }

  log(message: unknown, ...rest: unknown[]): void {
    const talkative = TALKATIVE.has(String(rest.at(-1)));
    this.#write(talkative ? 'debug' : 'info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    // Mistakes that the runtime names are told by whoever started the host, with a remedy.
    const told = rest.at(-1) === START_FAILURES && message instanceof RuntimeError;
    this.#write(told ? 'debug' : 'error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }
  setLogLevels(levels: LogLevel[]): void {
    if (levels.includes('debug')) this.#pino.level = 'debug';
  }

  /** Writes what is still buffered; call it before the process ends. */
  flush(): void {
    this.#pino.flush();
  }

  /** Nest passes the name of the logger last, and before it a stack or further messages. */
  #write(level: Level, message: unknown, rest: unknown[]): void {
    const logger = typeof rest.at(-1) === 'string' ? (rest.at(-1) as string) : undefined;
    const more = logger === undefined ? rest : rest.slice(0, -1);
    const err = [message, ...more].find((each) => each instanceof Error);
    const stack = !err && level === 'error' && typeof more[0] === 'string' ? more[0] : undefined;
    const text = message instanceof Error ? message.message : typeof message === 'string' ? message : undefined;
    const fields = {
      ...(logger ? { logger } : {}),
      ...(err ? { err } : {}),
      ...(stack ? { stack } : {}),
      ...(text === undefined && typeof message === 'object' ? { detail: message } : {}),
    };
    this.#pino[level](fields, text ?? (typeof message === 'object' ? '' : String(message)));
  }
}

function callFields(): object {
  const trace = currentTrace()?.traceId;
  return trace === undefined ? {} : { ...handlerFields(), trace };
}

function handlerFields(): object {
  try {
    const { context, message } = currentCall();
    return { context, message };
  } catch {
    // A request that no handler serves yet.
    return {};
  }
}

/** pino-pretty in this process, so that the last lines of one that ends are not lost in a worker thread. */
async function terminal(): Promise<DestinationStream> {
  const { default: pretty } = await import('pino-pretty');
  return pretty({
    sync: true,
    translateTime: 'HH:MM:ss.l',
    ignore: 'context,message,trace,logger,host',
    colorize: process.env.NO_COLOR === undefined,
    messageFormat: '{if logger}[{logger}] {end}{msg}{if message} · {message}{end}',
  });
}
