/** What the test kit and transports need of the runtime and applications do not. No stability is promised here. */
export { HandlerScope, runInScope } from './call/call-scope.js';
export type { ContextDefinition } from './context/context-definition.js';
export { CONTEXT_DEFINITION } from './context/context-tokens.js';
export { cqrsMetadataOf } from './wiring/cqrs-metadata.js';
export { eventKeyOf } from './journal/event-key.js';
export type { JournalEntry } from './journal/journal-entry.js';
export { DEBUG_PATIENCE_MS, isDebugging, patience, patientDeadline } from './debugging/debug-mode.js';
export { DeadlineTimer, type Watch } from './call/deadline-timer.js';
export { isHostName } from './transport/host-name.js';
