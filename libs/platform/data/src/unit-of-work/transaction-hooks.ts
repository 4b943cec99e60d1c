import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger } from '@nestjs/common';
import type { ObjectLiteral, QueryRunner } from 'typeorm';
import { describeThrown } from '@multilith/contract';
import { currentScope, runInScope, runOutsideScopes, type DataAccess, type HandlerScope } from '../scope/call-scope.js';

/** The unit of work that hooks are called around. */
export interface HookedWork extends DataAccess {
  readonly context: string;
}

/** The operations of a data source that the hooks need. */
export interface HookedDataSource<Work extends HookedWork> {
  readonly subscribers: readonly object[];
  /** Returns a query runner that is part of a unit of work. */
  ambientRunner(unitOfWork: Work): QueryRunner;
  /** Returns a query runner with its own connection. */
  freeRunner(): QueryRunner;
}

type Moment = `${'Before' | 'After'}Transaction${'Start' | 'Commit' | 'Rollback'}`;

/** The hooks whose subscribers are running; their own statements must not wait for them. */
const calling = new AsyncLocalStorage<object>();

/**
 * Calls the transaction hooks of TypeORM's subscribers around a unit of work: `start` before its first statement, and
 * `commit` or `rollback` at its end. The hooks before the end are part of the transaction. The hooks after it run
 * outside, on a separate connection; their errors are logged, because the outcome is final.
 */
export class TransactionHooks<Work extends HookedWork> {
  /** `QueryRunner.data`, in which subscribers pass values on; shared by all query runners of the unit of work. */
  readonly data: ObjectLiteral = {};
  #scope: HandlerScope | undefined;
  #begun: Promise<void> | undefined;
  #isOver = false;

  readonly #unitOfWork: Work;
  readonly #source: HookedDataSource<Work> | undefined;

  /** @param source whose subscribers are called; `undefined`: none are */
  constructor(unitOfWork: Work, source: HookedDataSource<Work> | undefined) {
    this.#unitOfWork = unitOfWork;
    this.#source = source;
  }

  /** Whether there are subscribers; without any, hooks cost nothing. */
  get areWanted(): boolean {
    return this.#source !== undefined && this.#source.subscribers.length > 0;
  }

  /** Whether the start hooks have been called. */
  get haveBegun(): boolean {
    return this.#begun !== undefined;
  }

  /** Calls the start hooks, once; returns `undefined` if there is nothing to wait for. */
  begin(): Promise<void> | undefined {
    if (!this.areWanted || calling.getStore() === this) return undefined;
    this.#scope ??= outermost(currentScope(), this.#unitOfWork);
    return (this.#begun ??= this.#start());
  }

  async #start(): Promise<void> {
    await this.#within('BeforeTransactionStart');
    await this.#within('AfterTransactionStart');
  }

  /** @throws errors of subscribers; the caller must not commit then */
  async beforeCommit(): Promise<void> {
    await this.begin();
    await this.#within('BeforeTransactionCommit');
  }

  /** @param nested `data` of the nested transactions that have become part of what is committed */
  async afterCommit(nested: readonly ObjectLiteral[]): Promise<void> {
    if (this.#end()) for (const data of [...nested, this.data]) await this.#outside('AfterTransactionCommit', data);
  }

  /** Never throws. */
  async beforeRollback(): Promise<void> {
    if (this.#begun && !this.#isOver && this.areWanted)
      await this.#within('BeforeTransactionRollback').catch((error: unknown) => report(this.#unitOfWork, error));
  }

  /** Never throws. */
  async afterRollback(): Promise<void> {
    if (this.#end()) await this.#outside('AfterTransactionRollback', this.data);
  }

  /** Skips the end hooks, because the outcome of the commit is unknown. */
  outcomeUnknown(): void {
    this.#end();
  }

  /** Whether the end hooks are to be called. */
  #end(): boolean {
    const isDue = this.#begun !== undefined && !this.#isOver && this.areWanted;
    this.#isOver = true;
    return isDue;
  }

  /** Calls hooks in the transaction and the scope of its handler, so that repositories take part in it. */
  #within(moment: Moment): Promise<void> {
    const call = async (): Promise<void> => {
      const runner = this.#source!.ambientRunner(this.#unitOfWork);
      await runner.broadcaster.broadcast(moment);
    };
    return calling.run(this, () => (this.#scope ? runInScope(this.#scope, call) : call()));
  }

  #outside(moment: Moment, data: ObjectLiteral): Promise<void> {
    return runOutsideScopes(async () => {
      const runner = Object.assign(this.#source!.freeRunner(), { data });
      try {
        await runner.broadcaster.broadcast(moment);
      } catch (error) {
        report(this.#unitOfWork, error);
      } finally {
        await runner.release();
      }
    });
  }
}

/** Returns the handler that began the unit of work, not a command or query that joined it. */
function outermost(scope: HandlerScope | undefined, unitOfWork: HookedWork): HandlerScope | undefined {
  if (scope?.data !== unitOfWork) return undefined;
  let outer = scope;
  while (outer.partOf?.data === unitOfWork) outer = outer.partOf;
  return outer;
}

/** Logs the error of a hook that cannot change the outcome. */
export function report({ context }: HookedWork, error: unknown): void {
  const { message, stack } = describeThrown(error);
  new Logger('Database').error(
    `A transaction hook of a subscriber in context '${context}' failed, which did not change the outcome of the transaction: ${message}`,
    stack,
  );
}
