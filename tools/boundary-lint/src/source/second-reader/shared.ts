import type { MessagePort } from 'node:worker_threads';
import type { Depth } from '../read-source.js';
import type { SourceFacts } from '../source-file.js';

/** A file to read. */
export interface Task {
  /** Absolute. */
  readonly path: string;
  readonly depth: Depth;
}

/** What the other thread has read of a file. */
export interface Answer {
  readonly path: string;
  readonly fingerprint: string;
  readonly facts: SourceFacts;
}

/** What both threads know. */
export interface Shared {
  readonly tasks: readonly Task[];
  /** The reader of a file, by number of its task: `FREE` until a reader takes it. */
  readonly claims: Int32Array<SharedArrayBuffer>;
  /** How often the other thread has sent answers. */
  readonly sent: Int32Array<SharedArrayBuffer>;
  readonly port: MessagePort;
}

export const FREE = 0;
export const OURS = 1;
export const THEIRS = 2;
