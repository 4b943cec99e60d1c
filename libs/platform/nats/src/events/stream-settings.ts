import { DiscardPolicy, RetentionPolicy, StorageType, type StreamConfig } from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';

/** Limits of a stream of events. It may be short or lose everything: it is a copy of a journal. */
export interface StreamSettings {
  /** How long events stay, in milliseconds. Default: three days. */
  readonly maxAge: number;
  /** Size in bytes at which the oldest events go; the server sets so much aside for each stream. Default: 256 MiB. */
  readonly maxBytes: number;
  /** Copies in a cluster. Default: 1. */
  readonly replicas: number;
  /** Cannot be changed later. Default: `file`. */
  readonly storage: 'file' | 'memory';
}

export const DEFAULT_STREAM_SETTINGS: StreamSettings = {
  maxAge: 3 * 24 * 3_600_000,
  maxBytes: 256 * 1024 ** 2,
  replicas: 1,
  storage: 'file',
};

/** In which the server recognises an event that is published again, by its id; what comes later, readers recognise. */
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
    ...limits(settings),
    storage: storageOf(settings.storage),
  };
}

/** Settings as a server understands them, those that it changes of an existing stream. */
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
