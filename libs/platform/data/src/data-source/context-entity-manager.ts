import { EntityManager, type ObjectLiteral, type QueryRunner } from 'typeorm';
import type { IsolationLevel } from 'typeorm/driver/types/IsolationLevel.js';
import { AmbientQueryRunner } from './ambient-query-runner.js';
import { PooledQueryRunner } from './pooled-query-runner.js';
import { report } from '../unit-of-work/transaction-hooks.js';

type Work<T> = (manager: EntityManager) => Promise<T>;

/**
 * The entity manager of a context. `transaction()` inside a handler is a savepoint, and concurrent statements outside
 * it do not land in it; TypeORM's own implementation cannot guarantee that.
 */
export class ContextEntityManager extends EntityManager {
  override async query<T = unknown>(sql: string, parameters?: unknown[] | ObjectLiteral): Promise<T> {
    refuseIfEnded(this.queryRunner);
    return super.query<T>(sql, parameters);
  }

  override transaction<T>(work: Work<T>): Promise<T>;
  override transaction<T>(isolation: IsolationLevel, work: Work<T>): Promise<T>;
  override async transaction<T>(first: IsolationLevel | Work<T>, second?: Work<T>): Promise<T> {
    const work = typeof first === 'function' ? first : second;
    const isolation = typeof first === 'function' ? undefined : first;
    const runner = this.queryRunner ?? this.dataSource.createQueryRunner();
    refuseIfEnded(runner);
    if (!work || !(runner instanceof AmbientQueryRunner))
      return super.transaction<T>(first as IsolationLevel, second as Work<T>);
    return nested(runner, isolation, work);
  }
}

/** Refuses with `LATE_WRITE`; TypeORM's error would only say that the query runner was released. */
function refuseIfEnded(runner: QueryRunner | undefined): void {
  if (runner instanceof PooledQueryRunner) runner.refuseIfEnded();
}

/** Runs a nested transaction with TypeORM's hooks, but calls its commit hooks only after the real commit. */
async function nested<T>(
  { unitOfWork, broadcaster, manager, data }: AmbientQueryRunner,
  isolation: IsolationLevel | undefined,
  work: Work<T>,
): Promise<T> {
  const quietly = (error: unknown): void => report(unitOfWork, error);
  try {
    const result = await unitOfWork.nested(isolation, async () => {
      try {
        await broadcaster.broadcast('BeforeTransactionStart');
        await broadcaster.broadcast('AfterTransactionStart');
        const answer = await work(manager);
        await broadcaster.broadcast('BeforeTransactionCommit');
        return answer;
      } catch (error) {
        await broadcaster.broadcast('BeforeTransactionRollback').catch(quietly);
        throw error;
      }
    });
    unitOfWork.announceAtCommit(data);
    return result;
  } catch (error) {
    await broadcaster.broadcast('AfterTransactionRollback').catch(quietly);
    throw error;
  }
}
