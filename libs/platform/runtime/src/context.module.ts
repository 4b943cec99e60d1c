import { Module, type DynamicModule, type FactoryProvider, type Provider, type Type } from '@nestjs/common';
import { CommandBus, EventBus, EventPublisher, QueryBus, UnhandledExceptionBus } from '@nestjs/cqrs';
import { getDataSourceToken, getEntityManagerToken, getRepositoryToken } from '@nestjs/typeorm';
import { LiveEvents, type Caller, type Contract } from '@multilith/contract';
import type { EntitySubscriberInterface } from 'typeorm';
import type { ContextDatabase, Persistence } from '@multilith/data';
import { MultilithRuntime } from './host/multilith-runtime.js';
import { busFacade } from './buses/bus-facade.js';
import { eventBusFacade, eventBusRefusal, exceptionBusFacade } from './buses/event-bus-facade.js';
import { API_DEFINITION, CONTEXT_DATABASE, CONTEXT_DEFINITION, SUBSCRIBERS } from './context/context-tokens.js';
import type { ContextDefinition, Subscription, Use } from './context/context-definition.js';

/** Declares a bounded context. */
export interface ContextOptions {
  /** Its published language. */
  readonly contract: Contract;
  /** The contexts it calls, each with a failure decision. Default: none. */
  readonly uses?: readonly Use[];
  /** Its durable subscriptions. Default: none. */
  readonly subscriptions?: readonly Subscription[];
  /** Its entities and migrations. Default: none; the context has no database and can neither publish nor subscribe. */
  readonly persistence?: Persistence;
}

/** Declares the API of a context (its resolvers). */
export interface ApiOptions {
  /** The contract of the context that the API belongs to. */
  readonly contract: Contract;
  /** Contracts of other contexts that its resolvers send messages to. Default: none. */
  readonly uses?: readonly Use[];
}

/**
 * Makes a Nest module a bounded context. Import it instead of `CqrsModule`: it provides the stock buses, and for a
 * context with persistence the repositories, `DataSource` and `EntityManager` under the tokens of `@nestjs/typeorm`.
 *
 * @example
 * \@Module({
 *   imports: [ContextModule.forFeature({
 *     contract: orders,
 *     uses: [use(catalog, { timeout: '300ms', whenUnavailable: 'fail' })],
 *     subscriptions: [subscription('confirm-paid-orders', { handler: ConfirmPaidOrder, start: 'beginning' })],
 *     persistence: { entities: [OrderEntity], migrations: [CreateOrders1700000000000] },
 *   })],
 *   providers: [PlaceOrderHandler, ConfirmPaidOrder],
 * })
 * export class OrdersModule {}
 */
@Module({})
export class ContextModule {
  /** Declares a bounded context, in its module file. */
  static forFeature(options: ContextOptions): DynamicModule {
    const { contract, uses = [], subscriptions = [], persistence } = options;
    const definition: ContextDefinition = Object.freeze({ contract, uses, subscriptions, persistence });
    const providers: Provider[] = [
      { provide: CONTEXT_DEFINITION, useValue: definition },
      ...buses({ kind: 'edge', name: contract.name }),
      ...eventBuses(contract.name),
      ...(persistence ? dataProviders(definition, persistence) : []),
    ];
    return dynamicModule(providers);
  }

  /**
   * Declares the API of a context, in its API module (`src/api`). Provides buses that send as the API, and
   * `LiveEvents`.
   */
  static forApi(options: ApiOptions): DynamicModule {
    const { contract, uses = [] } = options;
    return dynamicModule([
      { provide: API_DEFINITION, useValue: Object.freeze({ contract, uses }) },
      ...buses({ kind: 'edge', name: contract.name, api: true }),
      ...refusedEventBuses(contract.name),
      {
        provide: LiveEvents,
        useFactory: (runtime: MultilithRuntime) => runtime.liveEvents,
        inject: [MultilithRuntime],
      },
    ]);
  }
}

function dynamicModule(providers: Provider[]): DynamicModule {
  const tokens = providers.map((provider) => (provider as FactoryProvider).provide);
  return { module: ContextModule, providers, exports: tokens };
}

function buses(caller: Caller): Provider[] {
  return [
    {
      provide: CommandBus,
      useFactory: (runtime: MultilithRuntime) => busFacade(runtime.commandBus, caller, runtime.callPath),
      inject: [MultilithRuntime],
    },
    {
      provide: QueryBus,
      useFactory: (runtime: MultilithRuntime) => busFacade(runtime.queryBus, caller, runtime.callPath),
      inject: [MultilithRuntime],
    },
  ];
}

function eventBuses(context: string): Provider[] {
  return [
    {
      provide: EventBus,
      useFactory: (runtime: MultilithRuntime) => eventBusFacade(runtime.eventBus, context, runtime.eventHub),
      inject: [MultilithRuntime],
    },
    { provide: EventPublisher, useFactory: (bus: EventBus) => new EventPublisher(bus), inject: [EventBus] },
    {
      provide: UnhandledExceptionBus,
      useFactory: ({ exceptionBus, privateFailures }: MultilithRuntime) =>
        exceptionBusFacade(exceptionBus, privateFailures.streamOf(context)),
      inject: [MultilithRuntime],
    },
  ];
}

/**
 * Event buses that refuse every use: an API reaches its context only by messages, because the context may run in
 * another host.
 */
function refusedEventBuses(context: string): Provider[] {
  return [EventBus, EventPublisher].map((bus) => ({ provide: bus, useFactory: () => eventBusRefusal(context) }));
}

function dataProviders(definition: ContextDefinition, persistence: Persistence): Provider[] {
  return [
    {
      provide: CONTEXT_DATABASE,
      useFactory: (runtime: MultilithRuntime) => runtime.openDatabase(definition),
      inject: [MultilithRuntime],
    },
    fromDatabase(getDataSourceToken(), ({ dataSource }) => dataSource),
    fromDatabase(getEntityManagerToken(), ({ dataSource }) => dataSource.manager),
    ...subscriberProviders(persistence.subscribers ?? []),
    ...persistence.entities.map((entity) =>
      fromDatabase(getRepositoryToken(entity), ({ dataSource }) => dataSource.getRepository(entity)),
    ),
  ];
}

/** Providers of TypeORM subscribers; TypeORM itself would instantiate them without dependency injection. */
function subscriberProviders(subscribers: readonly Type[]): Provider[] {
  return [
    ...subscribers.map((type) => ({ provide: type, useClass: type })),
    {
      provide: SUBSCRIBERS,
      useFactory: ({ dataSource }: ContextDatabase, ...instances: EntitySubscriberInterface[]) => {
        dataSource.subscribers.push(...instances.filter((one) => !dataSource.subscribers.includes(one)));
        return instances;
      },
      inject: [CONTEXT_DATABASE, ...subscribers],
    },
  ];
}

function fromDatabase(
  provide: FactoryProvider['provide'],
  useFactory: (database: ContextDatabase) => unknown,
): Provider {
  return { provide, useFactory, inject: [CONTEXT_DATABASE] };
}
