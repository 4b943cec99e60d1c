import {
  jetstreamManager,
  JetStreamApiCodes,
  JetStreamApiError,
  type JetStreamManager,
  type StreamConfig,
  type StreamInfo,
} from '@nats-io/jetstream';
import { openConnection } from '../connection/open-connection.js';
import { NatsError } from '../nats-error.js';
import type { NatsOptions } from '../nats-options.js';
import { PROVISION } from '../permissions/logins.js';
import { Subjects } from '../wire/subjects.js';
import { foreignStream, streamFaults } from './stream-faults.js';
import { DEFAULT_STREAM_SETTINGS, limits, storageOf, streamConfig, type StreamSettings } from './stream-settings.js';
import { strangers } from './strange-streams.js';

/** Longest wait for an answer of the server, in milliseconds. */
const API_TIMEOUT_MS = 5_000;
/** Error code of a server if a stream with the name exists with another configuration. */
const NAME_IN_USE = 10_058;

/** Which streams to create, and where. */
export interface ProvisionStreamsOptions {
  /** Server, prefix and login, as for `connectNats`. `host` is the name of the login. Default: `PROVISION`. */
  readonly nats: NatsOptions;
  /** Contexts whose events are kept in streams. */
  readonly publishers: readonly string[];
  /**
   * Settings of new streams. Explicit settings also replace those of existing streams. Default: {@link
   * StreamSettings}'s.
   */
  readonly settings?: Partial<StreamSettings>;
  /** Only reports the changes. Default: `false`. */
  readonly dryRun?: boolean;
  /** Receives a line for each stream. Default: no output. */
  readonly log?: (line: string) => void;
}

/** The result for the stream of a publisher. */
export interface ProvisionedStream {
  readonly publisher: string;
  readonly stream: string;
  readonly done: 'created' | 'changed' | 'unchanged';
  /** What was changed, or could not be changed, for people; empty if nothing. */
  readonly details: readonly string[];
}

/**
 * Creates the streams that keep events for readers outside the system, and applies the given settings to existing ones.
 * Hosts must not do this: a stream may consume and republish any subject. Safe to run again, also concurrently.
 *
 * @example await provisionStreams({ nats: { url, user: 'PROVISION', password }, publishers: ['orders', 'payments'] });
 * @throws NatsError `NATS_STREAM_FOREIGN` if a stream exists that does not have the expected configuration, after all
 * other streams were handled; `NATS_STREAM_REFUSED` if the server refuses; the errors of `connectNats`
 */
export async function provisionStreams(options: ProvisionStreamsOptions): Promise<readonly ProvisionedStream[]> {
  const { host = PROVISION } = options.nats;
  const subjects = new Subjects(options.nats.prefix);
  const connection = await openConnection({ ...options.nats, host }, subjects);
  try {
    const manager = await jetstreamManager(connection, { checkAPI: false, timeout: API_TIMEOUT_MS });
    return await new StreamProvision(manager, subjects, options).run();
  } finally {
    await connection.close();
  }
}

class StreamProvision {
  readonly #manager: JetStreamManager;
  readonly #subjects: Subjects;
  readonly #options: ProvisionStreamsOptions;
  readonly #foreign: NatsError[] = [];

  constructor(manager: JetStreamManager, subjects: Subjects, options: ProvisionStreamsOptions) {
    this.#manager = manager;
    this.#subjects = subjects;
    this.#options = options;
  }

  async run(): Promise<ProvisionedStream[]> {
    const results: ProvisionedStream[] = [];
    for (const publisher of this.#options.publishers) {
      const result = await this.#provide(publisher);
      if (!result) continue;
      results.push(result);
      this.#options.log?.([`${result.stream}: ${result.done}`, ...result.details].join('; '));
    }
    await this.#lookForStrangers();
    const [first, ...others] = this.#foreign;
    if (!first) return results;
    throw new NatsError(
      'NATS_STREAM_FOREIGN',
      [first, ...others].map(({ problem }) => problem).join(' '),
      first.remedy,
    );
  }

  async #provide(publisher: string): Promise<ProvisionedStream | undefined> {
    const stream = this.#subjects.stream(publisher);
    const subject = this.#subjects.event(publisher, '*');
    const found = await this.#asked(stream, () => this.#find(stream));
    if (!found) {
      const created = await this.#asked(stream, () => this.#create(stream, subject));
      if (created) return { publisher, stream, done: 'created', details: [] };
    }
    const { config } = found ?? (await this.#asked(stream, () => this.#manager.streams.info(stream)));
    const faults = streamFaults(config, subject);
    if (faults.length === 0) return { publisher, stream, ...(await this.#correct(config)) };
    this.#foreign.push(foreignStream(stream, faults));
    return undefined;
  }

  async #find(stream: string): Promise<StreamInfo | undefined> {
    try {
      return await this.#manager.streams.info(stream);
    } catch (error) {
      if (hasCode(error, JetStreamApiCodes.StreamNotFound)) return undefined;
      throw error;
    }
  }

  /** Whether this process created the stream, rather than another one at the same moment. */
  async #create(stream: string, subject: string): Promise<boolean> {
    if (this.#options.dryRun) return true;
    const settings = { ...DEFAULT_STREAM_SETTINGS, ...this.#options.settings };
    try {
      await this.#manager.streams.add(streamConfig(stream, subject, settings));
      return true;
    } catch (error) {
      if (hasCode(error, NAME_IN_USE)) return false;
      throw error;
    }
  }

  async #correct(config: StreamConfig): Promise<Pick<ProvisionedStream, 'done' | 'details'>> {
    const { settings = {}, dryRun } = this.#options;
    const wanted = Object.entries(limits(settings)).filter(
      ([name, value]) => config[name as keyof StreamConfig] !== value,
    );
    const details = wanted.map(
      ([name, value]) => `${name} ${String(config[name as keyof StreamConfig])} → ${String(value)}`,
    );
    if (wanted.length > 0 && !dryRun)
      await this.#asked(config.name, () =>
        this.#manager.streams.update(config.name, { ...config, ...Object.fromEntries(wanted) }),
      );
    if (settings.storage !== undefined && config.storage !== storageOf(settings.storage))
      details.push(`storage stays ${config.storage}: delete the stream to change it`);
    return { done: wanted.length > 0 ? 'changed' : 'unchanged', details };
  }

  /** Reports other streams that consume, source or republish to subjects of this system. */
  async #lookForStrangers(): Promise<void> {
    const own = new Set(this.#options.publishers.map((publisher) => this.#subjects.stream(publisher)));
    const streams = await this.#asked('streams', async () => {
      const found: StreamInfo[] = [];
      for await (const stream of this.#manager.streams.list()) found.push(stream);
      return found;
    });
    this.#foreign.push(...strangers(streams, own, this.#subjects.prefix));
  }

  async #asked<T>(stream: string, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (cause) {
      throw new NatsError(
        'NATS_STREAM_REFUSED',
        `The NATS server does not provide ${stream}: ${(cause as Error).message}.`,
        'Start nats-server with JetStream and enough room for it, and use the login PROVISION with what `provisionPermissions` generates.',
        { cause },
      );
    }
  }
}

const hasCode = (error: unknown, code: number): boolean => error instanceof JetStreamApiError && error.code === code;
