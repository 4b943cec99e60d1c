import { MultilithError } from '@multilith/contract';
import { appendFileSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ExportResultCode, type ExportResult } from '@opentelemetry/core';
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

/** File that records spans without any server. */
export interface TraceFileOptions {
  /** Absolute path; its folder is created. */
  readonly path: string;
  /** Maximum size of the file, in bytes. */
  readonly maxBytes: number;
}

/**
 * Appends spans to a file: one line per batch, each a request of the OTLP protocol as JSON, the format that
 * OpenTelemetry's file exporter writes and collectors read. Several hosts may write to one file, because a batch is a
 * single append. A full file is not changed; a removed file is created again.
 */
export class TraceFileExporter implements SpanExporter {
  readonly #options: TraceFileOptions;
  readonly #onProblem: (problem: string) => void;
  #full = false;

  /** @throws MultilithError CONFIG_INVALID if the file cannot be written */
  constructor(options: TraceFileOptions, onProblem: (problem: string) => void) {
    this.#options = options;
    this.#onProblem = onProblem;
    try {
      mkdirSync(dirname(options.path), { recursive: true });
      appendFileSync(options.path, '');
    } catch (cause) {
      throw new MultilithError(
        'CONFIG_INVALID',
        `TRACE_FILE is '${options.path}', which cannot be written: ${(cause as Error).message}`,
        'Name a file in a folder that this process may write to.',
        { cause },
      );
    }
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    try {
      this.#write(Buffer.concat([JsonTraceSerializer.serializeRequest(spans)!, NEWLINE]));
      done({ code: ExportResultCode.SUCCESS });
    } catch (error) {
      done({ code: ExportResultCode.FAILED, error: error as Error });
    }
  }

  async shutdown(): Promise<void> {}

  #write(line: Uint8Array): void {
    const { path, maxBytes } = this.#options;
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    const full = size + line.length > maxBytes;
    if (full && !this.#full)
      this.#onProblem(`${path} has its full size of ${maxBytes} bytes; no more spans are written until it is removed.`);
    this.#full = full;
    if (!full) appendFileSync(path, line);
  }
}

const NEWLINE = Buffer.from('\n');
