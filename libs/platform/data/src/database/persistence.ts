import type { Type } from '@nestjs/common';

/** The persistence of a context. */
export interface Persistence {
  /** TypeORM entities of the context. */
  readonly entities: readonly Type[];
  /** TypeORM migrations of the context, oldest first. */
  readonly migrations: readonly Type[];
  /**
   * TypeORM subscribers of the context. Nest instantiates them: they may inject the buses, repositories and
   * `DataSource` of the context, and exports of global modules. Default: none.
   */
  readonly subscribers?: readonly Type[];
  /**
   * Queries whose handlers may write. All other query handlers are read-only: PostgreSQL refuses their writes. `'all'`
   * is for an application that is being migrated to Multilith. Default: none.
   */
  readonly writingQueries?: readonly Type[] | 'all';
}
