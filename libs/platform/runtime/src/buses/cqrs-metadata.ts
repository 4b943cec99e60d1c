import 'reflect-metadata';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Type } from '@nestjs/common';
import type { MessageClass } from '@multilith/contract';

// @nestjs/cqrs does not export the keys of its decorators' metadata; they have been stable since version 7.
const COMMAND_HANDLER = '__commandHandler__';
const QUERY_HANDLER = '__queryHandler__';
const EVENTS_HANDLER = '__eventsHandler__';
const EVENT = '__event__';
const SAGA = '__saga__';

/** Metadata that the stock decorators put on a provider class. */
export interface CqrsMetadata {
  readonly command: MessageClass | undefined;
  readonly query: MessageClass | undefined;
  readonly events: readonly MessageClass[];
  /** Names of methods decorated with `@Saga`. */
  readonly sagas: readonly string[];
}

/** Reads the metadata of the stock decorators from a class. */
export function cqrsMetadataOf(type: Type): CqrsMetadata {
  return {
    command: Reflect.getMetadata(COMMAND_HANDLER, type) as MessageClass | undefined,
    query: Reflect.getMetadata(QUERY_HANDLER, type) as MessageClass | undefined,
    events: (Reflect.getMetadata(EVENTS_HANDLER, type) as MessageClass[] | undefined) ?? [],
    sagas: (Reflect.getMetadata(SAGA, type) as string[] | undefined) ?? [],
  };
}

/** Returns the id of an event class on the stock event bus. */
export const stockEventId = (event: MessageClass): string | undefined =>
  (Reflect.getMetadata(EVENT, event) as { id: string } | undefined)?.id;

/** Returns the classes decorated with `@Publishable` that no Nest application has bound yet. */
export async function publishableClasses(): Promise<readonly Type[]> {
  const entry = createRequire(import.meta.url).resolve('@nestjs/cqrs');
  const file = pathToFileURL(join(dirname(entry), 'storages', 'aggregate-root.storage.js'));
  const { AggregateRootStorage } = (await import(file.href)) as { AggregateRootStorage: { storage: Type[] } };
  return AggregateRootStorage.storage;
}
