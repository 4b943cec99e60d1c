import { AsyncLocalStorage } from 'node:async_hooks';
import { provideCurrentCall, type CurrentCall } from '@multilith/contract';
import type { UnitOfWork } from '../unit-of-work/unit-of-work.js';

/** The call context: what travels with a call through every await, without being passed along. */
export interface CallScope extends CurrentCall {
  /** The transaction of the context that is being executed; `undefined` in queries and outside handlers. */
  readonly unitOfWork: UnitOfWork | undefined;
}

const scopes = new AsyncLocalStorage<CallScope>();

/** The scope of the running handler; `undefined` outside one. */
export const currentScope = (): CallScope | undefined => scopes.getStore();

/** Runs a function inside a scope. */
export const runInScope = <T>(scope: CallScope | undefined, fn: () => T): T =>
  scope === undefined ? scopes.exit(fn) : scopes.run(scope, fn);

provideCurrentCall(currentScope);
