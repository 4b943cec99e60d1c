import { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';
import { managedByRuntime } from '../unit-of-work/transaction-errors.js';

/**
 * Base of the query runners of a context. Refuses operations on the whole database or schema, which the runtime sets
 * up.
 */
export abstract class ContextQueryRunner extends PostgresQueryRunner {
  /** @throws MultilithError `DATA_SOURCE_MANAGED` */
  override async clearDatabase(): Promise<void> {
    throw managedByRuntime('QueryRunner.clearDatabase');
  }
  /** @throws MultilithError `DATA_SOURCE_MANAGED` */
  override async createDatabase(): Promise<void> {
    throw managedByRuntime('QueryRunner.createDatabase');
  }
  /** @throws MultilithError `DATA_SOURCE_MANAGED` */
  override async dropDatabase(): Promise<void> {
    throw managedByRuntime('QueryRunner.dropDatabase');
  }
  /** @throws MultilithError `DATA_SOURCE_MANAGED` */
  override async createSchema(): Promise<void> {
    throw managedByRuntime('QueryRunner.createSchema');
  }
  /** @throws MultilithError `DATA_SOURCE_MANAGED` */
  override async dropSchema(): Promise<void> {
    throw managedByRuntime('QueryRunner.dropSchema');
  }
}
