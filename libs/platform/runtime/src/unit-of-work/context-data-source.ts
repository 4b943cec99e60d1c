import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { currentScope } from '../call/call-scope.js';
import { AmbientQueryRunner } from './ambient-query-runner.js';
import { ContextEntityManager } from './context-entity-manager.js';

/**
 * The `DataSource` of a context. Repositories, query builders, entity managers and raw queries all ask it for a query
 * runner; in a handler of the context they get the one of the handler's unit of work.
 */
export class ContextDataSource extends DataSource {
  readonly context: string;

  constructor(context: string, options: PostgresDataSourceOptions) {
    super(options);
    this.context = context;
  }

  override createQueryRunner(mode: 'master' | 'slave' = 'master'): QueryRunner {
    const unitOfWork = currentScope()?.unitOfWork;
    if (unitOfWork?.context !== this.context) return super.createQueryRunner(mode);
    const runner = new AmbientQueryRunner(this.driver as PostgresDriver, unitOfWork);
    return Object.assign(runner, { manager: this.createEntityManager(runner) });
  }

  // Called by the constructor of DataSource too, before any field of this class is set.
  override createEntityManager(queryRunner?: QueryRunner): EntityManager {
    return new ContextEntityManager(this, queryRunner);
  }
}
