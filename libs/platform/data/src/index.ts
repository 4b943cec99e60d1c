/** The data of a context: call scope, unit of work, database, journal writing. `@multilith/runtime` has what hosts and modules use. */
export { groupBy } from './collections/group-by.js';
export { ContextDatabase } from './database/context-database.js';
export { ContextDatabases } from './database/context-databases.js';
export {
  DATABASE_DEFAULTS,
  type DatabaseConfig,
  contextDatabaseUrl,
  databaseConfigFromEnv,
  databaseVariable,
  patientDatabase,
} from './database/database-config.js';
export { requireHostLogins } from './database/host-logins.js';
export type { Persistence } from './database/persistence.js';
export type { PlatformTables } from './database/platform-tables.js';
export { hasFailed, postgresFailureKind } from './database/postgres-failure.js';
export { type Provisioned, type ProvisioningOptions, provision } from './database/provisioning.js';
export { requireStrongRoleSecret, rolePassword, roleSecretProblem } from './database/role-password.js';
export { withRoleSecret } from './database/role-secret.js';
export { maxConnections } from './database/server-connections.js';
export { DEBUG_PATIENCE_MS, debugNotice, isDebugging, patience, patientDeadline } from './environment/debug-mode.js';
export { type NodeEnvironment, nodeEnvironment } from './environment/node-environment.js';
export { DATABASE_ERRORS, JOURNAL_ERRORS, SCOPE_ERRORS, TRANSACTION_ERRORS } from './error-codes.js';
export { isThrown } from './errors/is-thrown.js';
export { eventKeyOf } from './journal/event-key.js';
export { quoteIdentifier } from './sql/identifier.js';
export type { EventHeaders, JournalEntry, JournaledEvent } from './journal/journal-entry.js';
export { journalTable, journalWriters } from './journal/journal-lock.js';
export { appendToJournal } from './journal/journal-writer.js';
export { LANES, laneOf } from './journal/lanes.js';
export { rememberPersonal, withoutPersonal } from './personal/personal-failures.js';
export { notePersonal } from './personal/personal-parts.js';
export {
  type DataAccess,
  type EdgeRequest,
  type HandlerScopeOptions,
  EdgeScope,
  HandlerScope,
  ambientScope,
  currentScope,
  currentTrace,
  currentlyWithoutPersonal,
  runAtEdge,
  runInScope,
  runOutsideScopes,
} from './scope/call-scope.js';
export { principalProblem, withoutRoles } from './scope/subject.js';
export { newTrace } from './scope/trace.js';
export { isContention } from './unit-of-work/contention.js';
export { IDEMPOTENCY_DAYS, executeOnce, type AnswerToKeep, type KeptAnswer } from './unit-of-work/idempotency.js';
export { isLateWork, refuseLate } from './scope/late-work.js';
export { prepared } from './sql/statement.js';
export { QueryWork, queryWorkOf } from './data-source/query-work.js';
export { UnitOfWork, unitOfWorkOf } from './unit-of-work/unit-of-work.js';
