import { readFileSync } from 'node:fs';
import * as cqrs from '@nestjs/cqrs';
import { expect, it } from 'vitest';

const page = readFileSync(new URL('../../../../../docs/stock-api.md', import.meta.url), 'utf8');
const section = /^## CQRS$[^]*?(?=^## )/m.exec(page)![0];

/** Members that are not meant for modules, or that have no behaviour of their own. */
const LEFT_OUT = new Set([
  'constructor',
  'onModuleDestroy',
  'onApplicationBootstrap',
  'createAsyncProviders',
  // TypeScript declares these protected or private.
  ...['registerHandler', 'registerSaga', 'filterEventWithId', 'reflectEvents', 'useDefaultPublisher'],
  ...['mapToUnhandledErrorInfo', 'getCommandId', 'getCommandName', 'reflectCommandId'],
  ...['getQueryId', 'getQueryName', 'reflectQueryId', 'getEventHandler', 'getEventName'],
  // Base classes of messages, and the symbol that an AsyncContext is kept under.
  ...['Command', 'Query', 'ASYNC_CONTEXT_ATTRIBUTE'],
]);

const membersOf = (type: { prototype: object }): string[] => {
  const own = [type.prototype, type].flatMap((holder) => Object.getOwnPropertyNames(holder));
  return own.filter((name) => !['length', 'name', 'prototype'].includes(name));
};

it('the page of the stock API has every public member of @nestjs/cqrs, also of a new version', () => {
  const classes = Object.entries(cqrs as Record<string, unknown>).filter(([name]) => !name.endsWith('Exception'));
  const members = [
    cqrs.EventBus,
    cqrs.CommandBus,
    cqrs.QueryBus,
    cqrs.UnhandledExceptionBus,
    cqrs.EventPublisher,
    cqrs.CqrsModule,
    cqrs.WithAggregateRoot(class {}),
    cqrs.AsyncContext,
    cqrs.ObservableBus,
  ].flatMap(membersOf);
  const names = [...classes.map(([name]) => name), ...members].filter((name) => !LEFT_OUT.has(name));
  expect(names.length).toBeGreaterThan(30);
  expect(names.filter((name) => !new RegExp(String.raw`\b${name.replace('$', String.raw`\$`)}`).test(section))).toEqual(
    [],
  );
});
