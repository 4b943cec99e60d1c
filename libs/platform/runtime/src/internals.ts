/** What the test kit needs of the runtime and applications do not. No stability is promised for this entry. */
export { HandlerScope, runInScope } from './call/call-scope.js';
export type { ContextDefinition } from './context/context-definition.js';
export { CONTEXT_DEFINITION } from './context/context-tokens.js';
export { cqrsMetadataOf } from './wiring/cqrs-metadata.js';
export type { JournalEntry } from './journal/journal-entry.js';
