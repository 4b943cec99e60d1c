/** An engine, journals and a clock in memory, and the conformance suite of journal sources. Needs vitest. */
export { describeSource } from './describe-source.js';
export { ManualClock, seededRandomness } from './manual-clock.js';
export { MemoryWorld } from './memory-engine.js';
export { MemoryJournal } from './memory-journal.js';
export { MemorySubscriptionStore } from './memory-subscription-store.js';
export { SILENT } from './postgres-engine.js';
export { memorySource, postgresSource } from './source-fixtures.js';
