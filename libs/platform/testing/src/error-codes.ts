import { errorTable } from '@multilith/contract';

/** Specs of a context. */
export const TESTING_ERRORS = errorTable({
  TEST_NOT_STARTED: {
    when: 'a spec uses its context before it has started',
    remedy: 'Use it inside `it(…)` or `beforeEach(…)`.',
  },
  TEST_CONTEXT_UNKNOWN: {
    when: 'a spec asks for the database of a context that it neither tests nor fakes, or that stores nothing',
    remedy: 'Add `fake(…)` of a message of that context, or name another context.',
  },
  TEST_NOT_FAKED: {
    when: 'the context under test sends a message to another context, and the spec has no answer for it',
    remedy: 'Add `fake(Message, …)` to the test context.',
  },
  TEST_NOT_SETTLED: {
    when: '`settled()` waited for 15 seconds and events are still not handled',
    remedy: 'See which subscription the message names, and what its handler waits for.',
  },
  TEST_EVENTS_PARKED: {
    when: '`settled()` found events that their handlers failed on',
    remedy: 'See the errors in the message; read `parked()` if a spec expects them.',
  },
  TEST_SETUP: {
    when: 'a test context, a fake or `MULTILITH_TOPOLOGIES` is set up in a way that cannot work',
    remedy: 'Correct what the message names.',
  },
});

type TestingErrors = typeof TESTING_ERRORS;

declare module '@multilith/contract' {
  interface ErrorCodes extends TestingErrors {}
}
