import { errorTable } from '@multilith/contract';

/** Why a call failed, other than by an error of its contract: the codes of `RemoteCallError`. */
export const CALL_FAILURES = errorTable({
  ACCESS_DENIED: {
    when: "the caller's principal lacks the roles that the message's `access` asks for, or the message is internal",
    remedy: 'Call as a principal that may, or change `access` in the contract.',
  },
  UNAUTHENTICATED: {
    when: 'the caller is not signed in and the message is not public; at the edge also: the token is expired, forged, for another API, or no access token',
    remedy: 'Sign in, send a fresh access token; see [signing in](signing-in.md).',
  },
  DEADLINE_EXCEEDED: {
    when: 'no answer came in the time the caller had left',
    remedy: 'Ask again with more time; see why the callee is slow.',
  },
  UNAVAILABLE: {
    when: "the callee cannot work at the moment: no database connection or a lost one, a context it calls or a payment provider that does not answer; or its topology is another than that of the caller's host",
    remedy: 'Try again; a use can declare a fallback.',
  },
  CONTRACT_MISMATCH: {
    when: 'caller and callee were built with different contracts: the callee does not know the message or serves other versions of it, cannot convert an earlier version, or one side cannot read what the other sent. The message names the versions and fingerprints of both. Also an event that was stored in a version that its subscriber cannot read, does not fit its schema, or fails in an upcaster: it is parked at once',
    remedy:
      'Deploy the side that lags behind; add fields that may be left out instead of changing a message, or a new version with an upcaster. Unreadable events are retried automatically by the first host that can read them.',
  },
  MESSAGE_TOO_LARGE: {
    when: 'a message or its answer is larger than the network takes; a handler whose answer is has been rolled back',
    remedy: 'Ask for or send less at a time, say in pages.',
  },
  INTERNAL: {
    when: 'the handler failed in a way its contract does not name',
    remedy: "Look in the callee's log under the trace id.",
  },
});

/** Calls that are refused before or after their handler runs; callers in other contexts see `INTERNAL`. */
export const CALL_ERRORS = errorTable({
  INVALID_ANSWER: {
    when: 'a handler, or a fallback, answered what the contract does not describe; it was rolled back, and its caller gets `INTERNAL`',
    remedy: 'Answer with what the output of the message says; the message names handler and field.',
  },
  UNDECLARED_USE: {
    when: 'a context, or the spec of one, calls another one that its `uses` do not list',
    remedy: 'Add `use(…)` with a failure decision to the module file.',
  },
  PRIVATE_MESSAGE: {
    when: 'a message that is in no contract was sent from outside its context',
    remedy: 'List it in the contract, or send one that is there.',
  },
  FOREIGN_COMMAND_AFTER_WRITE: {
    when: "a command left for another context after the sender's transaction had written; it would not roll back with it. An error under test, a counted warning in production",
    remedy: 'Send it before the first write, or publish an event.',
  },
});

/** Principals of calls between hosts. */
export const PRINCIPAL_ERRORS = errorTable({
  PRINCIPAL_REFUSED: {
    when: "a call or event came with a principal that is not signed for it: by an unknown key, for another callee, by a host that may not let people in, expired, or for a command with another idempotency key than that of the event's work. The caller gets `UNAUTHENTICATED`; an event is retried and parked, the events after it are handled",
    remedy:
      'See the message: give every host the public keys of all hosts (`PRINCIPAL_PUBLIC_KEYS`), name those that let people in (`PRINCIPAL_ISSUERS`), compare the clocks; then retry parked events.',
  },
  PRINCIPAL_UNPROVEN: {
    when: 'a host calls another one for a principal that it has not let in and that came without a token, or through a dozen hosts',
    remedy: 'If people sign in at that host, add it to `PRINCIPAL_ISSUERS` of all hosts.',
  },
});

/** Events that are published, and the stock buses of Nest. */
export const PUBLICATION_ERRORS = errorTable({
  AGGREGATE_NOT_MERGED: {
    when: 'an aggregate publishes events, but no `EventPublisher` was merged into it; the stock class would lose them',
    remedy: '`publisher.mergeObjectContext(…)` or `mergeClassContext(…)`.',
  },
  ASYNC_CONTEXT_REFUSED: {
    when: 'a message of a contract was sent or published with an `AsyncContext`',
    remedy: 'Leave it out; handlers have `currentCall()`.',
  },
  BUS_REGISTRATION: {
    when: 'a module called `bind`, `register` or `registerSagas` of a bus',
    remedy: 'List the handler among the providers.',
  },
  EVENT_BUS_IN_API: {
    when: 'the API of a context uses an `EventBus` or `EventPublisher`',
    remedy: 'Send a command; inject `LiveEvents` to watch.',
  },
  EVENT_NOT_AN_OBJECT: {
    when: 'what was published as an event is not an object with a class',
    remedy: 'Publish an instance of an event class.',
  },
  EVENT_DOWNCAST_FAILED: {
    when: 'an event could not be converted to an earlier version for the subscribers that read it: the `downcast` of its contract threw, or returned what that version does not accept; its transaction rolled back',
    remedy: 'Correct the `downcast`, or remove it once no subscriber reads that version.',
  },
  EVENT_OUTSIDE_HANDLER: {
    when: 'a contract event was published where there is no transaction to keep it with',
    remedy: 'Publish it in a command or event handler.',
  },
  EVENT_IN_QUERY: {
    when: 'a query handler published a contract event',
    remedy: 'Publish it in a command or event handler.',
  },
  FOREIGN_EVENT: {
    when: 'a context published an event of another context',
    remedy: 'Send that context a command, or publish an event of your own.',
  },
});

/** Wiring faults of an application, found at start. */
export const WIRING_ERRORS = errorTable({
  WIRING: {
    when: 'the application is put together wrongly, or a database of it cannot be used; nothing was started, though migrations may have run',
    remedy: 'Correct the faults that the message lists.',
  },
  NOT_INITIALISED: {
    when: 'the contexts of an application are asked for before Nest has initialised it',
    remedy: 'Call `init()` or `listen()` of the application first.',
  },
  DUPLICATE_CONTEXT: {
    when: 'two modules declare the same context',
    remedy: 'Keep one.',
  },
  CQRS_MODULE_IMPORTED: {
    when: 'a module of a context imports `CqrsModule` itself',
    remedy: 'Remove it; `ContextModule` provides the buses.',
  },
  CQRS_OPTIONS: {
    when: '`CqrsModule.forRoot` was given options, which the buses of contexts would not have',
    remedy: 'Remove them; a module can set the publisher of the bus that it injects.',
  },
  PERSISTENCE_MISSING: {
    when: 'a context publishes or subscribes, but has nowhere to keep its journal or cursors',
    remedy: 'Add `persistence` to its `ContextModule.forFeature`.',
  },
  HANDLER_MISSING: {
    when: 'a command or query of a contract has no handler',
    remedy: 'Add one, or take the message out of the contract.',
  },
  TWO_HANDLERS: {
    when: 'a command or query has two handlers, in a contract or not',
    remedy: 'Keep one.',
  },
  HANDLER_OF_OTHER_VERSION: {
    when: 'a handler handles another version of a command or query than the one that its contract lists',
    remedy: 'Handle the version in the contract; its handler also serves the earlier versions that its class names.',
  },
  HANDLER_WITHOUT_METHOD: {
    when: 'a class is decorated as a handler but has no `execute()` or `handle()`',
    remedy: 'Add it, or remove the decorator.',
  },
  FOREIGN_HANDLER: {
    when: 'a handler handles a message of another context',
    remedy: 'Move it there.',
  },
  USES_ITSELF: {
    when: 'a context lists itself in its uses',
    remedy: 'Remove the line.',
  },
  FAILURE_DECISION_MISSING: {
    when: 'a use does not say what happens when the other context is unavailable',
    remedy: 'Add `whenUnavailable`.',
  },
  FALLBACK_FOREIGN: {
    when: 'a fallback answers a message of another context than the one used',
    remedy: 'Move it to the right use.',
  },
  USE_NOT_DEPLOYED: {
    when: 'a used context runs neither here nor, by the topology, elsewhere',
    remedy: 'Add it to the host or to `topology.json`.',
  },
  DUPLICATE_SUBSCRIPTION: {
    when: 'a context has two subscriptions of one name',
    remedy: 'Rename one.',
  },
  START_MISSING: {
    when: 'a subscription does not say where it starts',
    remedy: "Add `start: 'now'` or `start: 'beginning'`.",
  },
  SUBSCRIPTION_HANDLER_MISSING: {
    when: 'a subscription names a class that is not an event handler of its context',
    remedy: 'Decorate it and add it to the providers.',
  },
  SUBSCRIPTION_WITHOUT_EVENTS: {
    when: 'the handler of a subscription handles no contract event',
    remedy: 'Name contract events, or remove the subscription.',
  },
  SUBSCRIPTION_MISSING: {
    when: 'an event handler handles contract events, but no subscription names it',
    remedy: 'Add a subscription to the module file.',
  },
  UNKNOWN_EVENT: {
    when: 'a subscription wants an event that is in no contract, or whose publisher is not deployed',
    remedy: 'List the event, or deploy its context.',
  },
  EVENT_VERSIONS: {
    when: 'a subscription handles two versions of one event, or an earlier version for which the publisher declares no `downcast`',
    remedy: 'Handle the newest version, or declare a `downcast` to the one that is handled.',
  },
  SAGA_IN_CONTEXT: {
    when: 'a stock `@Saga` in a context; it works in memory, and a crash would lose the commands under way',
    remedy: 'Write an event handler that sends the command.',
  },
  PUBLISHABLE_USED: {
    when: 'a class is decorated with `@Publishable`, which binds to the first Nest application of the process',
    remedy: 'Extend `AggregateRoot`, or publish with the `EventBus`.',
  },
});

/** The topology, and the keys of its hosts. */
export const TOPOLOGY_ERRORS = errorTable({
  TOPOLOGY_INVALID: {
    when: '`topology.json` cannot be read, or names an unknown context',
    remedy: 'See the message for the form and the names.',
  },
  TRANSPORT_MISSING: {
    when: 'the topology names a transport that is not registered with this host',
    remedy: 'Add a connector to its option `transports`, or change `topology.json`.',
  },
  PRINCIPAL_KEY_MISSING: {
    when: 'a host deals with other hosts, but has no key of its own, or no public key of one of them',
    remedy: 'Set `PRINCIPAL_KEY` of each host, and `PRINCIPAL_PUBLIC_KEYS` with the public keys of all.',
  },
  PRINCIPAL_KEY_INVALID: {
    when: 'a key in `PRINCIPAL_KEY` or `PRINCIPAL_PUBLIC_KEYS` is not an Ed25519 key, has no host, or the two keys of a host do not belong together',
    remedy:
      'Make a key with `openssl genpkey -algorithm ed25519`, its public half with `openssl pkey -pubout`, and list that as `host=key` in `PRINCIPAL_PUBLIC_KEYS`.',
  },
});

/** Why a call got no reply from the other host. */
export const TRANSPORT_ERRORS = errorTable({
  UNREACHABLE: {
    when: 'no host serves the context, or the network is down',
    remedy: 'Start its host; the call may be repeated safely.',
  },
  OVERLOADED: {
    when: 'the callee, or this host, has as much to do as it may take on',
    remedy: 'Send less, or start another instance.',
  },
  TOO_LARGE: {
    when: 'a message is larger than the network takes',
    remedy: 'Ask for or send less at a time, say in pages.',
  },
  MALFORMED: {
    when: 'a reply could not be read',
    remedy: 'Look for another program on the same subjects.',
  },
});

type RuntimeErrors = typeof CALL_FAILURES &
  typeof CALL_ERRORS &
  typeof PRINCIPAL_ERRORS &
  typeof PUBLICATION_ERRORS &
  typeof WIRING_ERRORS &
  typeof TOPOLOGY_ERRORS &
  typeof TRANSPORT_ERRORS;

declare module '@multilith/contract' {
  interface ErrorCodes extends RuntimeErrors {}
}
