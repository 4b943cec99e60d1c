import { EntityManager } from 'typeorm';
import type { IsolationLevel } from 'typeorm/driver/types/IsolationLevel.js';
import { AmbientQueryRunner } from './ambient-query-runner.js';

type Work<T> = (manager: EntityManager) => Promise<T>;

/**
 * The entity manager of a context. `transaction()` inside a handler is a savepoint whose statements are told apart
 * from those outside it; TypeORM's own way cannot do that.
 */
export class ContextEntityManager extends EntityManager {
  override transaction<T>(work: Work<T>): Promise<T>;
  override transaction<T>(isolation: IsolationLevel, work: Work<T>): Promise<T>;
  override async transaction<T>(first: IsolationLevel | Work<T>, second?: Work<T>): Promise<T> {
    const work = typeof first === 'function' ? first : second;
    const isolation = typeof first === 'function' ? undefined : first;
    const runner = this.queryRunner ?? this.dataSource.createQueryRunner();
    if (!work || !(runner instanceof AmbientQueryRunner))
      return super.transaction<T>(first as IsolationLevel, second as Work<T>);
    return runner.unitOfWork.nested(isolation, () => work(runner.manager));
  }
}
