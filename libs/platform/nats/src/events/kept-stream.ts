import {
  jetstreamManager,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import { Logger } from '@nestjs/common';
import type { NatsLink } from '../connection/nats-link.js';
import { NatsError } from '../nats-error.js';
import { foreignStream, streamFaults } from './stream-faults.js';

/** Longest wait for the server's answer about a stream, in milliseconds. */
const API_TIMEOUT_MS = 2_000;
/** Interval in milliseconds between checks of a stream that cannot be used. */
const RECHECK_MS = 10_000;

/**
 * The stream that keeps the events of a publisher for readers outside the system, as the publisher's host sees it:
 * whether it exists and is configured as required. A host cannot create or change it.
 */
export class KeptStream {
  readonly name: string;
  readonly #link: NatsLink;
  readonly #publisher: string;
  readonly #subject: string;
  readonly #log = new Logger('NATS');
  #usable: boolean | undefined;
  #checkedAt = -Infinity;
  #checking: Promise<boolean> | undefined;
  #said: string | undefined;

  constructor(link: NatsLink, name: string, publisher: string, subject: string) {
    this.name = name;
    this.#link = link;
    this.#publisher = publisher;
    this.#subject = subject;
  }

  /** Whether the server stores published events, so that waiting for its acknowledgement makes sense. */
  async isUsable(): Promise<boolean> {
    if (this.#usable === undefined) return this.check();
    // The stream may have been created meanwhile. Events do not wait for the check.
    if (!this.#usable && performance.now() - this.#checkedAt > RECHECK_MS) void this.check();
    return this.#usable;
  }

  /** Checks the stream at the server. Logs a problem once, until it changes. */
  check(): Promise<boolean> {
    return (this.#checking ??= this.#ask().finally(() => {
      this.#checking = undefined;
      this.#checkedAt = performance.now();
    }));
  }

  /** Forces a check before the next event. */
  forget(): void {
    this.#usable = undefined;
  }

  /** The stream refused an event. Do not wait for it until the next check. */
  refused(reason: string): void {
    this.#usable = false;
    this.#checkedAt = performance.now();
    this.#say(
      'error',
      new NatsError(
        'NATS_STREAM_REFUSED',
        `The stream ${this.name} does not keep an event of ${this.#publisher}: ${reason}. Other hosts get it all the same.`,
        `Look at its limits and at the disk of the server: \`nats stream info ${this.name}\`.`,
      ),
    );
  }

  async #ask(): Promise<boolean> {
    try {
      const { config } = await (await this.#manager()).streams.info(this.name);
      if (config.name !== this.name) throw new Error(`the server has answered for ${config.name}`);
      this.#judge(config);
    } catch (error) {
      this.#usable = false;
      this.#say('log', this.#missing(error));
    }
    return this.#usable!;
  }

  #judge(config: StreamConfig): void {
    const faults = streamFaults(config, this.#subject);
    this.#usable = faults.length === 0;
    if (!this.#usable) this.#say('error', foreignStream(this.name, faults));
    else if (this.#said !== undefined) {
      this.#said = undefined;
      this.#log.log(`The stream ${this.name} keeps the events of ${this.#publisher}.`);
    }
  }

  #missing(error: unknown): NatsError {
    return new NatsError(
      'NATS_STREAM_MISSING',
      `No stream keeps the events of ${this.#publisher}: ${reason(error)}. Other hosts get them all the same.`,
      `If readers outside the system need them, run \`multilith provision\`, which creates ${this.name}.`,
      { cause: error },
    );
  }

  #say(level: 'log' | 'error', { message }: NatsError): void {
    if (this.#said === message) return;
    this.#said = message;
    this.#log[level](message);
  }

  #manager(): Promise<JetStreamManager> {
    return jetstreamManager(this.#link.connection, { checkAPI: false, timeout: API_TIMEOUT_MS });
  }
}

const reason = (error: unknown): string =>
  error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound
    ? 'it does not exist'
    : (error as Error).message;
