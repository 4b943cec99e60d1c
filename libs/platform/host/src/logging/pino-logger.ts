import type { LoggerService, LogLevel } from '@nestjs/common';
import { pino, type DestinationStream, type Level, type Logger } from 'pino';
import { currentCall, MultilithError } from '@multilith/contract';
import { currentTrace } from '@multilith/runtime/observe';
import type { LogFormat } from '../config/host-config.js';
import { errorFields } from './error-fields.js';
import { lineFields } from './line-fields.js';
import { printableJson } from './printable.js';
import { textLines } from './text-lines.js';

/** Options of {@link PinoLogger}. */
export interface PinoLoggerOptions {
  /** Lowest level that is written. */
  readonly level: Level;
  /** JSON lines, or text for people. */
  readonly format: LogFormat;
  /** Name of the host, added to every line. Default: none. */
  readonly host?: string;
  /** Stream that the lines are written to. Default: standard output. */
  readonly destination?: DestinationStream;
}

/** Loggers of Nest that report every step of the start; hosts log themselves when they are up. */
const VERBOSE_LOGGERS: ReadonlySet<string> = new Set([
  'GraphQLModule',
  'InstanceLoader',
  'NestApplication',
  'NestFactory',
  'RouterExplorer',
  'RoutesResolver',
]);

/** Logger with which Nest logs an error of the start, with its stack, before it rethrows it. */
const START_FAILURES = 'ExceptionHandler';

/** Nest's logger on pino. Each line carries the current context, message and trace. */
export class PinoLogger implements LoggerService {
  readonly #pino: Logger;

  private constructor(logger: Logger) {
    this.#pino = logger;
  }

  static create({ level, format, host, destination }: PinoLoggerOptions): PinoLogger {
    const base = host === undefined ? undefined : { host };
    const serializers = { err: errorFields };
    const hooks = { streamWrite: printableJson };
    const options = { level, base, serializers, timestamp: pino.stdTimeFunctions.isoTime, mixin: callFields, hooks };
    // Text is written synchronously, so that the last lines of a process that ends are not lost.
    const out = destination ?? pino.destination({ fd: 1, sync: format === 'text' });
    const colours = destination === undefined && hasColours(process.env, process.stdout.isTTY);
    return new PinoLogger(pino(options, format === 'text' ? textLines(out, colours) : out));
  }

  log(message: unknown, ...rest: unknown[]): void {
    const talkative = VERBOSE_LOGGERS.has(String(rest.at(-1)));
    this.#write(talkative ? 'debug' : 'info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    // The starter of the host prints errors that have a code, with their remedy.
    const told = rest.at(-1) === START_FAILURES && message instanceof MultilithError;
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

  /** Writes buffered lines; call it before the process ends. */
  flush(): void {
    this.#pino.flush();
  }

  #write(level: Level, message: unknown, rest: unknown[]): void {
    try {
      const { text, fields } = lineFields(message, rest, level === 'error' || level === 'fatal');
      this.#pino[level](fields, text);
    } catch (error) {
      // A logged value may have getters that throw: logging must not fail the work that logs.
      this.#pino[level]({ err: error }, 'A line of the log could not be written');
    }
  }
}

/** Whether to use colours. A supervisor that forwards lines to a terminal sets `FORCE_COLOR`. */
const hasColours = ({ NO_COLOR, FORCE_COLOR }: NodeJS.ProcessEnv, terminal: boolean | undefined): boolean =>
  NO_COLOR === undefined && (terminal === true || FORCE_COLOR !== undefined);

function callFields(): object {
  const trace = currentTrace()?.traceId;
  return trace === undefined ? {} : { ...handlerFields(), trace };
}

function handlerFields(): object {
  try {
    const { context, message } = currentCall();
    return { context, message };
  } catch {
    // A request that is not handled by a handler yet.
    return {};
  }
}
