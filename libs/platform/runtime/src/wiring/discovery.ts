import 'reflect-metadata';
import type { DynamicModule, Type } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import type { InstanceWrapper } from '@nestjs/core/injector/instance-wrapper.js';
import type { Module } from '@nestjs/core/injector/module.js';
import { CqrsModule } from '@nestjs/cqrs';
import { definitionOf, type Contract, type MessageClass } from '@multilith/contract';
import { API_DEFINITION, CONTEXT_DEFINITION } from '../context/context-tokens.js';
import type { ContextDefinition, Use } from '../context/context-definition.js';
import { cqrsMetadataOf, type CqrsMetadata } from '../buses/cqrs-metadata.js';

/** A provider with a stock cqrs decorator. */
export interface DiscoveredHandler {
  readonly type: Type;
  readonly wrapper: InstanceWrapper;
  /** Name of the Nest module that provides it. */
  readonly moduleName: string;
  /** The context the module belongs to; `undefined` for a module outside every context. */
  readonly context: string | undefined;
  readonly metadata: CqrsMetadata;
}

/** A bounded context found in the application. */
export interface DiscoveredContext {
  readonly definition: ContextDefinition;
  /** Names of its Nest modules; the first is the one that imports `ContextModule`. */
  readonly modules: readonly string[];
  /** Its modules that import `CqrsModule` themselves. */
  readonly importsCqrs: readonly string[];
  /** Whether its modules have factory providers, whose result is known only after they have run. */
  readonly hasFactories: boolean;
}

/** The API of a context found in the application. */
export interface DiscoveredApi {
  readonly contract: Contract;
  readonly uses: readonly Use[];
}

/** The contexts, APIs and handlers found in the application. */
export interface Discovery {
  readonly contexts: readonly DiscoveredContext[];
  readonly apis: readonly DiscoveredApi[];
  readonly handlers: readonly DiscoveredHandler[];
  /** Names of the options given to `CqrsModule.forRoot`. */
  readonly cqrsOptions: readonly string[];
}

/** Finds contexts and handlers in the modules of a Nest application. */
export function discover(container: ModulesContainer): Discovery {
  const modules = [...container.values()];
  const owners = new Map<Module, string>();
  const contexts = modules.flatMap((module) => {
    const definition = ownValue<ContextDefinition>(module, CONTEXT_DEFINITION);
    if (!definition) return [];
    const members = membersOf(module, modules);
    for (const member of members) owners.set(member, definition.contract.name);
    return [
      {
        definition,
        modules: members.map(({ name }) => name),
        importsCqrs: members.filter(importsCqrs).map(({ name }) => name),
        hasFactories: members.some(({ providers }) => [...providers.values()].some(({ inject }) => inject)),
      },
    ];
  });
  const apis = modules.flatMap((module) => ownValue<DiscoveredApi>(module, API_DEFINITION) ?? []);
  const handlers = modules.flatMap((module) =>
    [...module.providers.values()].flatMap((wrapper) => handlerIn(wrapper, module, owners.get(module)) ?? []),
  );
  return { contexts, apis, handlers, cqrsOptions: modules.flatMap(cqrsOptionsOf) };
}

/** Token of the options among the providers of a `CqrsModule`; not exported by @nestjs/cqrs. */
const CQRS_OPTIONS = 'CQRS_MODULE_OPTIONS';

function cqrsOptionsOf({ metatype, providers }: Module): string[] {
  if (metatype !== CqrsModule) return [];
  const options = (providers.get(CQRS_OPTIONS)?.instance ?? {}) as Record<string, unknown>;
  return Object.keys(options).filter((name) => options[name] !== undefined);
}

/** Returns the value of a provider that the module itself declares. */
function ownValue<T>(module: Module, token: symbol): T | undefined {
  return module.providers.get(token)?.instance as T | undefined;
}

/**
 * Returns the modules of a context: the module that imports `ContextModule` and its imports, without modules shared
 * across the application.
 */
function membersOf(contextModule: Module, modules: readonly Module[]): Module[] {
  const members = modules.filter(({ imports }) => imports.has(contextModule));
  for (const member of members)
    for (const imported of member.imports) {
      const shared =
        imported.isGlobal || imported.metatype === CqrsModule || imported.metatype === contextModule.metatype;
      if (!shared && !members.includes(imported)) members.push(imported);
    }
  return members;
}

/**
 * Whether a module itself imports `CqrsModule`. Reads the decorator, because Nest adds global modules to the imports of
 * every module.
 */
function importsCqrs({ imports, metatype }: Module): boolean {
  const declared = (Reflect.getMetadata('imports', metatype) ?? []) as (Type | DynamicModule)[];
  return (
    [...imports].some((imported) => imported.metatype === CqrsModule && !imported.isGlobal) ||
    declared.some((one) => typeof one === 'object' && one.module === CqrsModule)
  );
}

function handlerIn(
  wrapper: InstanceWrapper,
  module: Module,
  context: string | undefined,
): DiscoveredHandler | undefined {
  const instance = wrapper.instance as object | undefined;
  const type = (instance?.constructor ?? wrapper.metatype) as Type | undefined;
  if (typeof type !== 'function') return undefined;
  const metadata = cqrsMetadataOf(type);
  const { command, query, events, sagas } = metadata;
  if (!command && !query && events.length === 0 && sagas.length === 0) return undefined;
  return { type, wrapper, moduleName: module.name, context, metadata };
}

/** Returns the contract events that a handler wants. */
export const contractEventsOf = ({ metadata }: DiscoveredHandler): MessageClass[] =>
  metadata.events.filter((event) => definitionOf(event) !== undefined);
