import { Logger } from '@nestjs/common';
import type pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { Persistence } from './persistence.js';
import { isTransactionControl } from '../sql/statement-kind.js';
import { dataSourceOptions, type ConnectionOptions } from './data-source-options.js';
import { leftovers } from './migration-leftovers.js';
import { TypeOrmLogger } from '../data-source/type-orm-logger.js';
import { persistInUtc } from '../data-source/utc-values.js';

/** The current or last migration. */
export interface RunningMigration {
  readonly name: string;
  /** Whether a failure rolls its statements back. */
  isTransactional: boolean;
  /** Statements sent so far, oldest first. */
  readonly statements: string[];
  /** The first error of a statement; kept, because a migration can swallow it. */
  firstError: Error | undefined;
}

/** Interval at which a long migration is logged, in milliseconds. */
const REPORT_INTERVAL_MS = 20_000;

/** Runs the migrations of a context and tracks the current migration and its statements. */
export class MigrationRun {
  readonly #logger = new Logger('Database');
  #current: RunningMigration | undefined;
  #isInUp = false;

  readonly #context: string;
  readonly #options: ConnectionOptions;
  readonly #persistence: Persistence | undefined;

  constructor(context: string, options: ConnectionOptions, persistence: Persistence | undefined) {
    this.#context = context;
    this.#options = options;
    this.#persistence = persistence;
  }

  /** The current or last migration; `undefined` before the first one. */
  get current(): RunningMigration | undefined {
    return this.#current;
  }

  /** Runs the pending migrations, on one connection. */
  async runOn(client: pg.Client): Promise<void> {
    if (!this.#persistence?.migrations.length) return;
    const options = dataSourceOptions(this.#options, this.#persistence, 1);
    const dataSource = new DataSource({ ...options, logger: new Watching(this.#context, this) });
    await dataSource.initialize();
    persistInUtc(dataSource);
    (dataSource.driver as PostgresDriver).obtainMasterConnection = () => Promise.resolve([client, () => {}]);
    for (const migration of dataSource.migrations) this.#watch(migration);
    const reports = setInterval(() => this.#report(), REPORT_INTERVAL_MS);
    try {
      const done = await dataSource.runMigrations();
      if (done.some(({ instance }) => instance?.transaction === false)) await this.#warnOfLeftovers(client);
    } finally {
      clearInterval(reports);
      await dataSource.destroy();
    }
  }

  #watch(migration: MigrationInterface): void {
    const up = migration.up.bind(migration);
    migration.up = async (runner) => {
      this.#current = {
        name: migration.name ?? migration.constructor.name,
        isTransactional: migration.transaction !== false,
        statements: [],
        firstError: undefined,
      };
      this.#isInUp = true;
      try {
        await up(runner);
      } finally {
        this.#isInUp = false;
      }
    };
  }

  sent(sql: string): void {
    if (!this.#isInUp || !this.#current) return;
    this.#current.statements.push(sql);
    // The migration commits by itself, so earlier statements stay.
    if (isTransactionControl(sql)) this.#current.isTransactional = false;
  }

  failed(error: string | Error): void {
    if (this.#isInUp && this.#current && error instanceof Error) this.#current.firstError ??= error;
  }

  #report(): void {
    if (!this.#current || !this.#isInUp) return;
    const { name, statements } = this.#current;
    this.#logger.log(
      `Migration ${name} of context '${this.#context}' is still running: ${statements.at(-1)?.replace(/\s+/g, ' ').slice(0, 100) ?? 'no statement yet'}`,
    );
  }

  /**
   * Warns of leftovers: CREATE INDEX … IF NOT EXISTS skips an invalid index of an interrupted run, which PostgreSQL
   * never uses.
   */
  async #warnOfLeftovers(client: pg.Client): Promise<void> {
    for (const { what, remedy } of await leftovers(client))
      this.#logger.warn(`The schema of context '${this.#context}' has ${what}. Mend it: ${remedy}`);
  }
}

class Watching extends TypeOrmLogger {
  readonly #run: MigrationRun;

  constructor(context: string, run: MigrationRun) {
    super(context);
    this.#run = run;
  }
  override logQuery(sql: string): void {
    this.#run.sent(sql);
  }
  override logQueryError(error: string | Error): void {
    this.#run.failed(error);
  }
}
