import { DiscardPolicy, RetentionPolicy, StorageType, type StreamConfig } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';

/**
 * What a stream is created with. A stream that exists keeps its settings: look at them with `nats stream info`, change
 * them with `nats stream edit`. It may be short or lose everything: it is a copy, and what is missing is read from the
 * journal.
 */
export interface StreamSettings {
  /** How long events stay, in milliseconds. Default: three days. */
  readonly maxAge: number;
  /** Size in bytes at which the oldest events go; the server sets so much aside for each stream. Default: 256 MiB. */
  readonly maxBytes: number;
  /** Copies in a cluster. Default: 1. */
  readonly replicas: number;
  readonly storage: 'file' | 'memory';
}

export const DEFAULT_STREAM_SETTINGS: StreamSettings = {
  maxAge: 3 * 24 * 3_600_000,
  maxBytes: 256 * 1024 ** 2,
  replicas: 1,
  storage: 'file',
};

/** In which the server recognises an event that is appended again, by its id; what comes later, readers recognise. */
const DUPLICATE_WINDOW_MS = 120_000;

/** The configuration that a stream is created with. */
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
    storage: settings.storage === 'file' ? StorageType.File : StorageType.Memory,
    num_replicas: settings.replicas,
    max_age: nanos(settings.maxAge),
    max_bytes: settings.maxBytes,
    duplicate_window: nanos(Math.min(DUPLICATE_WINDOW_MS, settings.maxAge)),
  };
}
