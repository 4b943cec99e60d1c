import type { Type } from '@nestjs/common';

/** Where the data of a context lives. */
export interface Persistence {
  /** TypeORM entities of the context. */
  readonly entities: readonly Type[];
  /** TypeORM migrations of the context, oldest first. */
  readonly migrations: readonly Type[];
  /**
   * TypeORM subscribers of the context. Nest makes them: they may inject the buses, repositories and the `DataSource` of
   * the context, and what global modules export. Default: none.
   */
  readonly subscribers?: readonly Type[];
  /**
   * Queries whose handlers may write; those of all other queries are read-only, and PostgreSQL refuses their writes.
   * `'all'` is for an application that is being moved. Default: none.
   */
  readonly writingQueries?: readonly Type[] | 'all';
}
