import { Logger as NestLogger } from '@nestjs/common';
import type { Logger } from 'typeorm';

/**
 * Sends what TypeORM has to say to the application's log. Statements and their errors are left out: errors are thrown,
 * and statements carry content.
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
