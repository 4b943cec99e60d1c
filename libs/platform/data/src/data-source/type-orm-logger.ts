import { Logger as NestLogger } from '@nestjs/common';
import type { Logger } from 'typeorm';

/**
 * Forwards messages of TypeORM to the application's log. Leaves out statements, which contain data, and their errors,
 * which are thrown.
 */
export class TypeOrmLogger implements Logger {
  readonly #logger: NestLogger;

  constructor(context: string) {
    this.#logger = new NestLogger(`TypeORM ${context}`);
  }

  log(level: 'log' | 'info' | 'warn', message: unknown): void {
    if (level === 'warn') this.#logger.warn(String(message));
  }

  logQuery(_sql: string): void {}
  logQueryError(_error: string | Error): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
}
