import type { LoggerService, LogLevel } from '@nestjs/common';
import { pino, type DestinationStream, type Level, type Logger } from 'pino';
import { currentCall, MultilithError } from '@multilith/contract';
import { currentTrace } from '@multilith/runtime/observe';
import type { LogFormat } from '../config/host-config.js';
import { errorFields } from './error-fields.js';
import { lineFields } from './line-fields.js';
import { printableJson } from './printable.js';
import { textLines } from './text-lines.js';

/** How much is logged, and where to. */
export interface PinoLoggerOptions {
  /** Least level that is written. */
  readonly level: Level;
  /** JSON lines, or text for a person. */
  readonly format: LogFormat;
  /** Name of the host, written with every line. Default: none. */
  readonly host?: string;
  /** Where the lines go. Default: standard output. */
  readonly destination?: DestinationStream;
}

/** Parts of Nest that tell every step of the start; hosts say themselves when they are up. */
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

  static create({ level, format, host, destination }: PinoLoggerOptions): PinoLogger {
    const base = host === undefined ? undefined : { host };
    const serializers = { err: errorFields };
    const hooks = { streamWrite: printableJson };
    const options = { level, base, serializers, timestamp: pino.stdTimeFunctions.isoTime, mixin: callFields, hooks };
    // Text is written at once, so that the last lines of a process that ends are not lost.
    const out = destination ?? pino.destination({ fd: 1, sync: format === 'text' });
    const colours = destination === undefined && hasColours(process.env, process.stdout.isTTY);
    return new PinoLogger(pino(options, format === 'text' ? textLines(out, colours) : out));
  }

  log(message: unknown, ...rest: unknown[]): void {
    const talkative = TALKATIVE.has(String(rest.at(-1)));
    this.#write(talkative ? 'debug' : 'info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    // Mistakes that the runtime names are told by whoever started the host, with a remedy.
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

  /** Writes what is still buffered; call it before the process ends. */
  flush(): void {
    this.#pino.flush();
  }

  #write(level: Level, message: unknown, rest: unknown[]): void {
    try {
      const { text, fields } = lineFields(message, rest, level === 'error' || level === 'fatal');
      this.#pino[level](fields, text);
    } catch (error) {
      // What is logged may be a foreign value whose getters throw: a log must not fail the work that writes to it.
      this.#pino[level]({ err: error }, 'A line of the log could not be written');
    }
  }
}

/** A supervisor that passes our lines on to a terminal sets `FORCE_COLOR`. */
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
    // A request that no handler serves yet.
    return {};
  }
}
