import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { ModuleRef, ModulesContainer } from '@nestjs/core';
import { CommandBus, EventBus, QueryBus, UnhandledExceptionBus } from '@nestjs/cqrs';
import { asError, type Caller, type LiveEvents, type MessageClass, MultilithError } from '@multilith/contract';
import { config } from 'rxjs';
import { CallPath } from '../call/call-path.js';
import { EarlierVersionCalls, type EarlierCalls } from '../call/earlier-calls.js';
import { FailureLog } from '../call/failure-log.js';
import type { HandlerBinding } from '../call/handler-binding.js';
import { CONTEXT_DATABASE } from '../context/context-tokens.js';
import type { ContextDefinition, Use } from '../context/context-definition.js';
import {
  ContextDatabases,
  DATABASE_DEFAULTS,
  databaseConfigFromEnv,
  patientDatabase,
  requireHostLogins,
  debugNotice,
  type ContextDatabase,
  type DatabaseConfig,
} from '@multilith/data';
import { EVENTS_TABLES, type EventEngine, type SubscriptionStatus, type LiveFeed } from '@multilith/events';
import { EventObserver } from '../observation/event-observer.js';
import { hookBuses } from '../buses/bus-hook.js';
import { publishableClasses } from '../buses/cqrs-metadata.js';
import { discover, type Discovery } from '../wiring/discovery.js';
import { EventHub } from '../buses/event-hub.js';
import { publishInUnitOfWork } from '../buses/event-publication.js';
import { PrivateFailures } from '../buses/private-failures.js';
import { bindHandlers, bindPrivateEvents } from '../wiring/handler-bindings.js';
import { findWiringFaults } from '../wiring/wiring-check.js';
import { WiringError, type WiringFault } from '../wiring/wiring-error.js';
import { HostJournals } from './host-journals.js';
import { describeHost, type HostDescription } from './host-description.js';
import { JournalLiveEvents } from './journal-live-events.js';
import { keepRefusalsFromEndingTheProcess } from './stray-refusals.js';
import { MULTILITH_OPTIONS, type MultilithOptions } from './multilith-options.js';
import { OtherHosts } from './other-hosts.js';
import { createEngine, createLiveFeed, engineLogger } from './subscriptions.js';

/**
 * Maximum wait for running event handlers when a host stops, in milliseconds; most platforms kill a process after 30
 * seconds.
 */
const DRAIN_TIMEOUT_MS = 20_000;

/** Runs the contexts of one Nest application. Created by `MultilithModule`; hosts and edges read it. */
@Injectable()
export class MultilithRuntime {
  readonly callPath: CallPath;
  /** Receives the events that modules publish. */
  readonly eventHub: EventHub;
  /** Live events of the contexts of this host. */
  readonly liveEvents: LiveEvents = new JournalLiveEvents(() => this.#liveFeed);
  readonly #logger = new Logger('Multilith');
  /** Errors of handlers of private events. */
  readonly privateFailures = new PrivateFailures(this.#logger);
  readonly #earlierCalls = new EarlierVersionCalls((line) => this.#logger.log(line));
  readonly #host: string;
  readonly #others: OtherHosts;
  readonly #databases = new Map<string, ContextDatabase>();
  /** Declared uses of the handlers of a context, and of its API and other code outside its handlers. */
  readonly #uses = { context: new Map<string, Map<string, Use>>(), edge: new Map<string, Map<string, Use>>() };
  readonly #opening: Promise<ContextDatabase>[] = [];
  #allDatabases: ContextDatabases | undefined;
  #discovery: Discovery | undefined;
  #bindings: ReadonlyMap<MessageClass, HandlerBinding> = new Map();
  #engine: EventEngine | undefined;
  #liveFeed: LiveFeed | undefined;
  #journals: HostJournals | undefined;
  #lateForeignCommands = 0;
  readonly #databaseProblems: unknown[] = [];
  #closing: Promise<void> | undefined;

  readonly commandBus: CommandBus;
  readonly queryBus: QueryBus;
  readonly eventBus: EventBus;
  readonly exceptionBus: UnhandledExceptionBus;
  readonly #container: ModulesContainer;
  readonly #moduleRef: ModuleRef;
  readonly #options: MultilithOptions;

  constructor(
    commandBus: CommandBus,
    queryBus: QueryBus,
    eventBus: EventBus,
    exceptionBus: UnhandledExceptionBus,
    container: ModulesContainer,
    moduleRef: ModuleRef,
    @Inject(MULTILITH_OPTIONS) options: MultilithOptions,
  ) {
    this.commandBus = commandBus;
    this.queryBus = queryBus;
    this.eventBus = eventBus;
    this.exceptionBus = exceptionBus;
    this.#container = container;
    this.#moduleRef = moduleRef;
    this.#options = options;

    keepRefusalsFromEndingTheProcess();
    this.#host = options.host ?? 'monolith';
    this.#others = new OtherHosts(this.#host, options, this.#logger);
    const failures = new FailureLog(this.#logger);
    this.eventHub = new EventHub({
      publishContractEvent: (event) => publishInUnitOfWork(event, this.#others.principals, options.observer),
      onFailure: (problem, err) => this.#logger.error(problem, { err }),
    });
    this.callPath = new CallPath({
      host: this.#host,
      usesOf: ({ kind, name }: Caller) => this.#uses[kind].get(name),
      handles: (type) => this.#bindings.has(type as MessageClass),
      onFailure: (failure, call) => failures.add(failure, call),
      onLateForeignCommand: (problem) => this.#lateForeignCommand(problem),
      onEarlierVersion: (binding, caller) => this.#earlierCalls.add(binding, caller),
      exercise: options.testing?.exercise,
      observer: options.observer,
    });
  }

  /** Opens the database of a context; called for all contexts concurrently, while Nest creates the application. */
  async openDatabase({ contract, persistence }: ContextDefinition): Promise<ContextDatabase> {
    const [problem] = this.#databaseProblems;
    if (problem) throw problem;
    const contexts = [...this.#container.values()].filter(({ providers }) => providers.has(CONTEXT_DATABASE)).length;
    try {
      this.#allDatabases ??= new ContextDatabases(this.#databaseConfig(), this.#host, [EVENTS_TABLES]);
      const opening = this.#allDatabases.open(contract.name, persistence, contexts);
      this.#opening.push(opening);
      const database = await opening;
      this.#databases.set(contract.name, database);
      return database;
    } catch (error) {
      this.#databaseProblems.push(error);
      await Promise.allSettled(this.#opening);
      await this.close();
      throw await this.#withWiringFaults(everythingToSetUp(this.#databaseProblems) ?? error);
    }
  }

  /** Returns the database errors together with the wiring faults, so that one start reports both. */
  async #withWiringFaults(error: unknown): Promise<unknown> {
    const faults = await this.#faultsOf(discover(this.#container), { unfinished: true });
    const problems = this.#databaseProblems.flatMap((one) => (one instanceof MultilithError ? [one] : []));
    return faults.length > 0 ? new WiringError([...faults, ...problems], { cause: error }) : error;
  }

  async #faultsOf(discovery: Discovery, how: { unfinished: boolean }): Promise<WiringFault[]> {
    const elsewhere = { has: (context: string) => this.#others.placement.transportTo(context) !== undefined };
    const surroundings = { elsewhere, publishables: await publishableClasses(), ...how };
    return [...findWiringFaults(discovery, surroundings), ...this.#others.faults(discovery)];
  }

  /** Checks the wiring and takes over the buses. @throws WiringError with every fault */
  async wire(): Promise<void> {
    const discovery = discover(this.#container);
    const faults = await this.#faultsOf(discovery, { unfinished: false });
    if (faults.length > 0) {
      await this.close();
      throw new WiringError(faults);
    }
    this.#discovery = discovery;
    const definitions = discovery.contexts.map(({ definition }) => definition);
    for (const { contract, uses } of definitions) this.#addUses('context', contract.name, uses);
    for (const { contract, uses } of [...discovery.apis, ...definitions]) this.#addUses('edge', contract.name, uses);
    await this.#connectOthers(discovery);
    const handlers = bindHandlers(discovery, this.#databases, this.#moduleRef);
    this.#bindings = new Map<MessageClass, HandlerBinding>([...handlers, ...this.#others.bindings(discovery)]);
    // Without a handler, an error in a stream subscriber would end the process and all its contexts.
    config.onUnhandledError ??= (err) => this.#logger.error('A subscriber of a stream failed', { err: asError(err) });
    hookBuses(this.#container, {
      callPath: this.callPath,
      bindings: this.#bindings,
      privateEvents: bindPrivateEvents(discovery, this.#databases, this.#moduleRef),
      hub: this.eventHub,
      privateFailures: this.privateFailures,
    });
  }

  async #connectOthers(discovery: Discovery): Promise<void> {
    try {
      await this.#others.connect(discovery);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** Starts the subscriptions and accepts calls from other hosts. */
  async start(): Promise<void> {
    const notice = debugNotice();
    if (notice) this.#logger.warn(notice);
    const discovery = this.#known();
    const databases = this.#databases;
    const observer = this.#options.observer && new EventObserver(this.#options.observer);
    const journals = new HostJournals({
      others: this.#others,
      discovery,
      databases,
      observer,
      timing: this.#options.events?.timing,
      logger: engineLogger(this.#logger),
    });
    this.#journals = journals;
    this.#engine = createEngine({
      host: this.#host,
      discovery,
      databases,
      journals,
      moduleRef: this.#moduleRef,
      principals: this.#others.principals,
      wrapStore: this.#options.testing?.wrapStore,
      events: this.#options.events,
      observer,
      logger: this.#logger,
    });
    this.#liveFeed = createLiveFeed({ journals, databases, events: this.#options.events, logger: this.#logger });
    await journals.start();
    await this.#engine.start();
    for (const { context, subscription, publisher } of this.#engine.orphans)
      this.#logger.warn(
        `Context '${context}' keeps cursors of '${subscription}' in the journal of '${publisher}', but declares no such subscription. If it is gone for good: npm run multilith -- retire ${context}/${subscription}`,
      );
    await this.#others.serve(discovery, this.#bindings, this.callPath);
  }

  /** Finishes calls from other hosts, then running event handlers, and releases the leases to other instances. */
  async drain(): Promise<void> {
    const stopped = this.#stopWork().then(() => true);
    const patience = new AbortController();
    const finished = await Promise.race([
      stopped,
      sleep(DRAIN_TIMEOUT_MS, false, { signal: patience.signal, ref: false }).catch(() => true),
    ]);
    patience.abort();
    if (finished === false)
      this.#logger.warn(
        `A handler has not finished within ${DRAIN_TIMEOUT_MS / 1_000} s and is left behind; its transaction rolls back. If it handled an event, another instance takes that over.`,
      );
  }

  async #stopWork(): Promise<void> {
    const [engine, liveFeed] = [this.#engine, this.#liveFeed];
    this.#engine = this.#liveFeed = undefined;
    await this.#others.drain();
    await Promise.all([engine?.stop(), liveFeed?.stop()]);
    await this.#journals?.stop();
  }

  /** Closes the connections to other hosts, then the databases. */
  close(): Promise<void> {
    this.#databases.clear();
    return (this.#closing ??= this.#others.close().then(() => this.#allDatabases?.closeAll()));
  }

  /** Describes the contexts of this host and the known contexts in other hosts. */
  describe(): HostDescription {
    return describeHost(this.#host, this.#known(), this.#options.topology ?? {});
  }

  /** Returns the status of every subscription with a handler in this host. */
  async status(): Promise<readonly SubscriptionStatus[]> {
    return (await this.#engine?.status()) ?? [];
  }

  /** The databases of the contexts that run here, by context. */
  get databases(): ReadonlyMap<string, ContextDatabase> {
    return this.#databases;
  }

  /** Current number of live followers. */
  get liveFollowers(): number {
    return this.#liveFeed?.followers ?? 0;
  }

  /** Number of commands that were sent to another context after a write in the sender's transaction. */
  get lateForeignCommands(): number {
    return this.#lateForeignCommands;
  }

  /** Calls to earlier versions of messages that this host handles, since it started. */
  get earlierCalls(): readonly EarlierCalls[] {
    return this.#earlierCalls.all;
  }

  #known(): Discovery {
    if (!this.#discovery)
      throw new MultilithError(
        'NOT_INITIALISED',
        'The application is not initialised yet, so its contexts are not known.',
        'Call init() or listen() of the application first.',
      );
    return this.#discovery;
  }

  #addUses(kind: Caller['kind'], context: string, uses: readonly Use[]): void {
    const known = this.#uses[kind].get(context) ?? new Map<string, Use>();
    for (const use of uses) if (!known.has(use.contract.name)) known.set(use.contract.name, use);
    this.#uses[kind].set(context, known);
  }

  #lateForeignCommand(problem: string): void {
    const { strict = process.env.NODE_ENV === 'test' } = this.#options;
    if (strict)
      throw new MultilithError(
        'FOREIGN_COMMAND_AFTER_WRITE',
        problem,
        'Send it before the first write, or publish an event instead.',
      );
    this.#lateForeignCommands++;
    this.#logger.warn(`${problem} Send it before the first write, or publish an event instead.`);
  }

  #databaseConfig(): DatabaseConfig {
    const config = { url: '', ...DATABASE_DEFAULTS, ...databaseConfigFromEnv(), ...this.#options.database };
    if (process.env.NODE_ENV === 'production') requireHostLogins(config);
    return patientDatabase(config);
  }
}

/** Combines all database set-up errors into one error, so that one manual set-up is enough. */
function everythingToSetUp(problems: readonly unknown[]): MultilithError | undefined {
  const all = problems.flatMap((one) =>
    one instanceof MultilithError && one.code === 'DATABASE_PROVISIONING' ? [`${one.problem} ${one.remedy}`] : [],
  );
  if (all.length < 2) return undefined;
  return new MultilithError('DATABASE_PROVISIONING', all.sort().join('\n'), '\nThen start again.');
}
