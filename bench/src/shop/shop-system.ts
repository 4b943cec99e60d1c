import type { BenchServer } from '../database.js';

/** A shop that is measured: where it answers, and the processes that it consists of. */
export interface RunningShop {
  /** Address of its GraphQL endpoint. */
  readonly endpoint: string;
  /** Token of a member of staff, for `Authorization: Bearer`. */
  readonly token: string;
  /** Processes of the application, message brokers included, PostgreSQL excluded. */
  readonly pids: readonly number[];
  /** URL of its database, as a superuser. */
  readonly database: string;
  /** Its NATS server, if it has one. */
  readonly nats?: string | undefined;
  readonly natsPid?: number | undefined;
  /** Returns the last output of its processes. */
  output(): string;
  stop(): Promise<void>;
}

/** Options of a start. */
export interface StartOptions {
  readonly server: BenchServer;
  /** Folder for CPU profiles of all processes, written when the shop stops. Default: no profiles. */
  readonly profiles?: string | undefined;
}

/** A way to run the shop. */
export interface ShopSystem {
  /** Short name, for the command line and the table. */
  readonly name: string;
  /** Workloads that it can do. Default: all. */
  readonly workloads?: readonly string[];
  start(options: StartOptions): Promise<RunningShop>;
}
