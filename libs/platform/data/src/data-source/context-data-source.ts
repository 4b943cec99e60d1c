import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { currentScope } from '../scope/call-scope.js';
import { persistInUtc } from './utc-values.js';
import { AmbientQueryRunner } from './ambient-query-runner.js';
import { ContextEntityManager } from './context-entity-manager.js';
import { refuseLate } from '../scope/late-work.js';
import { PooledQueryRunner } from './pooled-query-runner.js';
import { queryWorkOf, type QueryWork } from './query-work.js';
import { managedByRuntime } from '../unit-of-work/transaction-errors.js';
import { unitOfWorkOf, type UnitOfWork } from '../unit-of-work/unit-of-work.js';

/**
 * The `DataSource` of a context. Repositories, query builders, entity managers and raw queries all ask it for a query
 * runner; in a handler of the context they get the query runner of the handler's unit of work. Calls that open, close
 * or change the whole database are refused with `DATA_SOURCE_MANAGED`, because the runtime manages it.
 */
export class ContextDataSource extends DataSource {
  readonly context: string;
  #isOpen = false;

  constructor(context: string, options: PostgresDataSourceOptions) {
    super(options);
    this.context = context;
  }

  /** Connects. The runtime calls this in place of `initialize`. */
  async open(): Promise<void> {
    await super.initialize();
    this.#isOpen = true;
    persistInUtc(this);
  }

  /** Waits until all connections are released, then closes them. The runtime calls this in place of `destroy`. */
  close(): Promise<void> {
    return super.destroy();
  }

  /** @throws MultilithError `LATE_WRITE` in a handler that has ended */
  override createQueryRunner(mode: 'master' | 'slave' = 'master'): QueryRunner {
    const scope = currentScope();
    const own = scope?.context === this.context ? scope : undefined;
    // Checked here, because the stack still contains the code that runs late.
    if (own?.hasEnded) throw refuseLate(this.context, 'used the database');
    const unitOfWork = unitOfWorkOf(own);
    return unitOfWork ? this.ambientRunner(unitOfWork) : this.#pooledRunner(mode, queryWorkOf(own));
  }

  /** Returns a query runner that is part of a unit of work. */
  ambientRunner(unitOfWork: UnitOfWork): AmbientQueryRunner {
    const runner = new AmbientQueryRunner(this.driver as PostgresDriver, unitOfWork);
    return Object.assign(runner, { manager: this.createEntityManager(runner), data: unitOfWork.hooks.data });
  }

  /** Returns a query runner with its own connection, also inside a handler. */
  freeRunner(): PooledQueryRunner {
    return this.#pooledRunner('master', undefined);
  }

  #pooledRunner(mode: 'master' | 'slave', work: QueryWork | undefined): PooledQueryRunner {
    const runner = new PooledQueryRunner(this.driver as PostgresDriver, mode, work);
    return Object.assign(runner, { manager: this.createEntityManager(runner) });
  }

  // The constructor of DataSource calls this too, before any field of this class is set.
  override createEntityManager(queryRunner?: QueryRunner): EntityManager {
    return new ContextEntityManager(this, queryRunner);
  }

  override async initialize(): Promise<never> {
    throw managedByRuntime('DataSource.initialize');
  }
  override async destroy(): Promise<void> {
    // TypeORM calls this itself if it cannot open.
    if (!this.#isOpen) return super.destroy();
    throw managedByRuntime('DataSource.destroy');
  }
  override setOptions(): never {
    throw managedByRuntime('DataSource.setOptions');
  }
  override async synchronize(): Promise<never> {
    throw managedByRuntime('DataSource.synchronize');
  }
  override async dropDatabase(): Promise<never> {
    throw managedByRuntime('DataSource.dropDatabase');
  }
  override async runMigrations(): Promise<never> {
    throw managedByRuntime('DataSource.runMigrations');
  }
  override async undoLastMigration(): Promise<never> {
    throw managedByRuntime('DataSource.undoLastMigration');
  }
}
