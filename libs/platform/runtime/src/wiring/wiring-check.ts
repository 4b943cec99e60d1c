import type { Type } from '@nestjs/common';
import { contractFaults, definitionOf, type ErrorCode } from '@multilith/contract';
import { groupBy } from '@multilith/data';
import type { ContextDefinition } from '../context/context-definition.js';
import { contractEventsOf, type DiscoveredContext, type DiscoveredHandler, type Discovery } from './discovery.js';
import { eventVersionFaults } from './event-versions.js';
import { versionFaults } from './version-check.js';
import type { WiringFault } from './wiring-error.js';

/** Some contexts, by name. */
type Contexts = Pick<ReadonlySet<string>, 'has'>;

/** Facts outside the application that the check needs. */
export interface WiringSurroundings {
  /** Contexts that run in other hosts according to the topology. */
  readonly elsewhere: Contexts;
  /** Classes decorated with `@Publishable`. */
  readonly publishables: readonly Type[];
  /** Whether factory providers have not run yet, so that their handlers are unknown. */
  readonly unfinished?: boolean;
}

/** Returns all wiring faults of an application. */
export function findWiringFaults(discovery: Discovery, surroundings: WiringSurroundings): WiringFault[] {
  const here = new Set(discovery.contexts.map(({ definition }) => definition.contract.name));
  const known: Contexts = { has: (context) => here.has(context) || surroundings.elsewhere.has(context) };
  return [
    ...discovery.contexts.flatMap((context) => {
      const isKnown = !surroundings.unfinished || !context.hasFactories;
      return [
        ...contractFaults(context.definition.contract),
        ...duplicateContext(context, discovery),
        ...cqrsImports(context),
        ...unstoredEvents(context.definition),
        ...(isKnown ? missingHandlers(context.definition, discovery.handlers) : []),
        ...versionFaults(context.definition, discovery.handlers),
        ...uses(context.definition, known),
        ...(isKnown ? subscriptions(context.definition, discovery, known) : []),
      ];
    }),
    ...discovery.apis.flatMap(({ contract, uses: declared }) =>
      uses({ contract, uses: declared, subscriptions: [], persistence: undefined }, known),
    ),
    ...cqrsOptions(discovery),
    ...privateDuplicates(discovery.handlers),
    ...discovery.handlers.flatMap((handler) => [
      ...withoutMethod(handler),
      ...sagas(handler),
      ...foreignHandlers(handler),
      ...unsubscribed(handler, discovery),
    ]),
    ...surroundings.publishables.map(publishable),
  ];
}

function duplicateContext({ definition, modules }: DiscoveredContext, { contexts }: Discovery): WiringFault[] {
  const { name } = definition.contract;
  const same = contexts.filter((other) => other.definition.contract.name === name);
  if (same.length === 1 || same[0]!.definition !== definition) return [];
  return [
    {
      code: 'DUPLICATE_CONTEXT',
      problem: `Context '${name}' is declared by ${same.map((other) => other.modules[0] ?? '(unused)').join(' and ')}.`,
      remedy: `Keep one ContextModule.forFeature({ contract: ${name} }); ${modules[0]} can import the other module.`,
    },
  ];
}

function cqrsImports({ definition, importsCqrs }: DiscoveredContext): WiringFault[] {
  return importsCqrs.map((moduleName) => ({
    code: 'CQRS_MODULE_IMPORTED',
    problem: `${moduleName} of context '${definition.contract.name}' imports CqrsModule itself.`,
    remedy: 'Remove the import; ContextModule provides the same buses, bound to the context.',
  }));
}

function unstoredEvents({ contract, persistence, subscriptions: declared }: ContextDefinition): WiringFault[] {
  if (persistence) return [];
  const publishes = [...contract.messages.values()].some((message) => definitionOf(message)!.kind === 'event');
  if (!publishes && declared.length === 0) return [];
  return [
    {
      code: 'PERSISTENCE_MISSING',
      problem: `Context '${contract.name}' ${publishes ? 'publishes events' : 'has subscriptions'} but has no persistence to keep its ${publishes ? 'journal' : 'cursors'} in.`,
      remedy: `Add persistence: { entities: [], migrations: [] } to ContextModule.forFeature of '${contract.name}'.`,
    },
  ];
}

function missingHandlers({ contract }: ContextDefinition, handlers: readonly DiscoveredHandler[]): WiringFault[] {
  return [...contract.messages.values()].flatMap((message) => {
    const { kind, name } = definitionOf(message)!;
    if (kind === 'event') return [];
    const found = handlers.filter(({ metadata }) => metadata[kind] === message);
    if (found.length === 1) return [];
    if (found.length === 0)
      return [
        {
          code: 'HANDLER_MISSING',
          problem: `${name} is in the contract of '${contract.name}', but no module handles it.`,
          remedy: `Add a provider with @${kind === 'command' ? 'Command' : 'Query'}Handler(${message.name}) to a module of '${contract.name}'.`,
        },
      ];
    return [twoHandlers(name, found)];
  });
}

function uses({ contract, uses: declared }: ContextDefinition, known: Contexts): WiringFault[] {
  const { name } = contract;
  return declared.flatMap((use) => {
    const used = use.contract.name;
    const faults: WiringFault[] = [];
    if (used === name)
      faults.push({
        code: 'USES_ITSELF',
        problem: `Context '${name}' lists itself in its uses.`,
        remedy: 'Remove the line; a context may always send its own messages.',
      });
    if (use.whenUnavailable === undefined)
      faults.push({
        code: 'FAILURE_DECISION_MISSING',
        problem: `Context '${name}' uses '${used}' without saying what happens when it is not there.`,
        remedy: `Add whenUnavailable: 'fail' or a fallback(…) to use(${used}, …).`,
      });
    else if (use.whenUnavailable !== 'fail')
      for (const { message } of use.whenUnavailable)
        if (!use.contract.messages.has(definitionOf(message)?.name ?? ''))
          faults.push({
            code: 'FALLBACK_FOREIGN',
            problem: `Context '${name}' gives a fallback for ${message.name} where it uses '${used}', which has no such message.`,
            remedy: `Move the fallback to the use of the context that owns ${message.name}.`,
          });
    if (!known.has(used))
      faults.push({
        code: 'USE_NOT_DEPLOYED',
        problem: `Context '${name}' uses '${used}', which runs neither in this host nor, by the topology, in another.`,
        remedy: `Add '${used}' to the contexts of this host or to topology.json.`,
      });
    return faults;
  });
}

function subscriptions(
  { contract, subscriptions: declared }: ContextDefinition,
  { contexts, handlers }: Discovery,
  known: Contexts,
): WiringFault[] {
  const contracts = new Map(contexts.map(({ definition }) => [definition.contract.name, definition.contract]));
  const { name: context } = contract;
  return declared.flatMap(({ name, handler, start }, index) => {
    const faults: WiringFault[] = [];
    const fault = (code: ErrorCode, problem: string, remedy: string): void =>
      void faults.push({ code, problem, remedy });
    if (declared.findIndex((other) => other.name === name) !== index)
      fault(
        'DUPLICATE_SUBSCRIPTION',
        `Context '${context}' has two subscriptions named '${name}'.`,
        'Give one of them another name.',
      );
    if (start !== 'now' && start !== 'beginning')
      fault(
        'START_MISSING',
        `Subscription '${name}' of '${context}' does not say where it starts.`,
        `Add start: 'now' or start: 'beginning'.`,
      );
    const found = handlers.find(({ type, context: owner }) => type === handler && owner === context);
    const events = found ? contractEventsOf(found) : [];
    if (!found)
      fault(
        'SUBSCRIPTION_HANDLER_MISSING',
        `Subscription '${name}' of '${context}' names ${handler?.name ?? 'no class'}, which is no event handler among the providers of '${context}'.`,
        `Decorate it with @EventsHandler(…) and add it to the providers of a module of '${context}'.`,
      );
    else if (events.length === 0)
      fault(
        'SUBSCRIPTION_WITHOUT_EVENTS',
        `Subscription '${name}' of '${context}' names ${handler.name}, which handles no contract event.`,
        'Name contract events in its @EventsHandler(…), or remove the subscription.',
      );
    for (const event of events) {
      const { name: eventName, context: publisher } = definitionOf(event)!;
      const published = contracts.get(publisher);
      if (published && !published.messages.has(eventName))
        fault(
          'UNKNOWN_EVENT',
          `Subscription '${name}' of '${context}' wants ${eventName}, which is not in the contract of '${publisher}'.`,
          `List ${event.name} in contract('${publisher}', […]), or stop subscribing to it.`,
        );
      else if (!known.has(publisher))
        fault(
          'UNKNOWN_EVENT',
          `Subscription '${name}' of '${context}' wants ${eventName}, but no context '${publisher}' runs here or, by the topology, elsewhere.`,
          `Add '${publisher}' to the contexts of this host or to topology.json.`,
        );
    }
    faults.push(...eventVersionFaults(`Subscription '${name}' of '${context}'`, events, contracts));
    return faults;
  });
}

function sagas({ type, moduleName, context, metadata }: DiscoveredHandler): WiringFault[] {
  if (context === undefined) return [];
  return metadata.sagas.map((method) => ({
    code: 'SAGA_IN_CONTEXT',
    problem: `${type.name}.${method} (${moduleName} of '${context}') is a stock @Saga; it works in memory, so the commands that a crash finds under way would never be sent.`,
    remedy: 'Write an @EventsHandler that sends the command, and give it a subscription.',
  }));
}

function cqrsOptions({ cqrsOptions: options }: Discovery): WiringFault[] {
  if (options.length === 0) return [];
  return [
    {
      code: 'CQRS_OPTIONS',
      problem: `CqrsModule.forRoot({ ${options.join(', ')} }) is imported; the buses of contexts would not have these options.`,
      remedy: 'Remove the options. A module can set the publisher of the bus that it injects.',
    },
  ];
}

/** Finds private messages with two handlers; the stock buses would use the last one. */
function privateDuplicates(handlers: readonly DiscoveredHandler[]): WiringFault[] {
  const byMessage = groupBy(
    handlers.filter(({ context }) => context !== undefined),
    ({ metadata: { command, query } }) => command ?? query,
  );
  return [...byMessage].flatMap(([message, found]) => {
    const types = new Set(found.map(({ type }) => type));
    if (!message || definitionOf(message) || types.size < 2) return [];
    return [twoHandlers(message.name, found)];
  });
}

const twoHandlers = (name: string, found: readonly DiscoveredHandler[]): WiringFault => ({
  code: 'TWO_HANDLERS',
  problem: `${name} is handled by ${found.map(({ type, moduleName }) => `${type.name} (${moduleName})`).join(' and ')}.`,
  remedy: 'Keep one of them.',
});

/** Finds handlers without their method; the stock buses would notice it only at the first message. */
function withoutMethod({ type, wrapper, moduleName, metadata }: DiscoveredHandler): WiringFault[] {
  const { command, query, events } = metadata;
  const method = (command ?? query) ? 'execute' : events.length > 0 ? 'handle' : undefined;
  const handler = (wrapper.instance ?? type.prototype) as Record<string, unknown>;
  // Request-scoped handlers are created later, so a method that is a class field is not visible yet.
  if (method === undefined || !wrapper.isDependencyTreeStatic() || typeof handler[method] === 'function') return [];
  return [
    {
      code: 'HANDLER_WITHOUT_METHOD',
      problem: `${type.name} (${moduleName}) is decorated as a handler but has no method ${method}().`,
      remedy: `Add ${method}(), or remove the decorator.`,
    },
  ];
}

function foreignHandlers({ type, moduleName, context, metadata }: DiscoveredHandler): WiringFault[] {
  const message = metadata.command ?? metadata.query;
  const definition = definitionOf(message);
  if (!definition || definition.context === context) return [];
  return [
    {
      code: 'FOREIGN_HANDLER',
      problem: `${type.name} (${moduleName}, ${context ? `context '${context}'` : 'outside every context'}) handles ${definition.name} of context '${definition.context}'.`,
      remedy: `Move the handler into a module of '${definition.context}'.`,
    },
  ];
}

function unsubscribed(handler: DiscoveredHandler, { contexts }: Discovery): WiringFault[] {
  const events = contractEventsOf(handler);
  if (events.length === 0) return [];
  const { type, moduleName, context } = handler;
  const owner = contexts.find(({ definition }) => definition.contract.name === context);
  if (owner?.definition.subscriptions.some((subscription) => subscription.handler === type)) return [];
  return [
    {
      code: 'SUBSCRIPTION_MISSING',
      problem: `${type.name} (${moduleName}) handles ${events.map((event) => definitionOf(event)!.name).join(', ')}, but no subscription of ${context ? `'${context}'` : 'a context'} names it, so it would never be called.`,
      remedy: `Add subscription('<name>', { handler: ${type.name}, start: 'now' | 'beginning' }) to the context.`,
    },
  ];
}

function publishable({ name }: Type): WiringFault {
  return {
    code: 'PUBLISHABLE_USED',
    problem: `${name} is decorated with @Publishable, which binds to the first Nest application of the process only.`,
    remedy: 'Extend AggregateRoot and use EventPublisher.mergeObjectContext, or publish with the EventBus.',
  };
}
