import { DiscardPolicy, RetentionPolicy, StorageType, type StreamConfig } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';

/** Limits of an event stream. It may be short or lose everything: it is a copy of a journal. */
export interface StreamSettings {
  /** Retention of events, in milliseconds. Default: three days. */
  readonly maxAge: number;
  /**
   * Maximum size in bytes; then the oldest events are deleted. The server reserves this size for each stream. Default:
   * 256 MiB.
   */
  readonly maxBytes: number;
  /** Replicas in a cluster. Default: 1. */
  readonly replicas: number;
  /** Storage. Cannot be changed later. Default: `file`. */
  readonly storage: 'file' | 'memory';
}

export const DEFAULT_STREAM_SETTINGS: StreamSettings = {
  maxAge: 3 * 24 * 3_600_000,
  maxBytes: 256 * 1024 ** 2,
  replicas: 1,
  storage: 'file',
};

/** Window in which the server deduplicates events by id; readers detect later duplicates. */
const DUPLICATE_WINDOW_MS = 120_000;

/** Returns the configuration for a new stream. */
export function streamConfig(
  name: string,
  subject: string,
  settings: StreamSettings,
): Partial<StreamConfig> & { name: string } {
  return {
    name,
    description: 'Copy of a journal of Multilith; it may be deleted at any time.',
    subjects: [subject],
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    ...limits(settings),
    storage: storageOf(settings.storage),
  };
}

/** Returns the settings that can be changed on an existing stream, in the server's form. */
export function limits({ maxAge, maxBytes, replicas }: Partial<StreamSettings>): Partial<StreamConfig> {
  return {
    ...(replicas === undefined ? {} : { num_replicas: replicas }),
    ...(maxBytes === undefined ? {} : { max_bytes: maxBytes }),
    ...(maxAge === undefined
      ? {}
      : { max_age: nanos(maxAge), duplicate_window: nanos(Math.min(DUPLICATE_WINDOW_MS, maxAge)) }),
  };
}

export const storageOf = (storage: StreamSettings['storage']): StorageType =>
  storage === 'file' ? StorageType.File : StorageType.Memory;
