import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { CommandHandler, QueryHandler } from '@nestjs/cqrs';
import { contract, definitionOf, MultilithError, type Contract, type MessageClass } from '@multilith/contract';
import { ContextModule, use } from '@multilith/runtime';
import { CONTEXT_DEFINITION, cqrsMetadataOf, type ContextDefinition } from '@multilith/runtime/host';
import type { Fake } from './fake.js';

/** Returns the definition that a module passes to `ContextModule.forFeature`. */
export function contextDefinitionOf(module: Type): ContextDefinition {
  const imports = (Reflect.getMetadata('imports', module) as (Type | DynamicModule)[] | undefined) ?? [];
  for (const imported of imports) {
    const providers = ('module' in imported ? imported.providers : undefined) ?? [];
    for (const provider of providers)
      if ('provide' in provider && provider.provide === CONTEXT_DEFINITION && 'useValue' in provider)
        return provider.useValue as ContextDefinition;
  }
  throw new MultilithError(
    'TEST_SETUP',
    `${module.name} imports no ContextModule.forFeature(…).`,
    'Name the module of a context.',
  );
}

/** Returns stand-ins for every context that a context calls or follows: real journals, faked answers. */
export function fakeContexts(subject: ContextDefinition, fakes: readonly Fake[]): Type[] {
  return [...contractsAround(subject, fakes).values()].map((around) => fakeContext(around, subject.contract, fakes));
}

function contractsAround(
  { contract: own, uses, subscriptions }: ContextDefinition,
  fakes: readonly Fake[],
): Map<string, Contract> {
  const contracts = new Map(uses.map((declared) => [declared.contract.name, declared.contract]));
  const events = subscriptions.flatMap(({ handler }) => cqrsMetadataOf(handler).events);
  const loose = new Map<string, Set<MessageClass>>();
  for (const message of [...events, ...fakes.map((each) => each.message)]) {
    const context = definitionOf(message)?.context;
    if (context === undefined || context === own.name || contracts.has(context)) continue;
    loose.set(context, (loose.get(context) ?? new Set()).add(message));
  }
  for (const [context, messages] of loose) contracts.set(context, contract(context, latestOf(messages)));
  for (const { message } of fakes) checkVersion(message, contracts);
  return contracts;
}

/** Returns the newest class of each message; earlier versions are reached through it. */
function latestOf(messages: Iterable<MessageClass>): MessageClass[] {
  const latest = new Map<string, MessageClass>();
  for (const message of messages) {
    const { name, version } = definitionOf(message)!;
    const known = latest.get(name);
    if (!known || definitionOf(known)!.version < version) latest.set(name, message);
  }
  return [...latest.values()];
}

/** @throws MultilithError `TEST_SETUP` for a fake of a version that the contract does not list */
function checkVersion(message: MessageClass, contracts: ReadonlyMap<string, Contract>): void {
  const { name, context, version } = definitionOf(message)!;
  const current = contracts.get(context)?.messages.get(name);
  if (!current || current === message) return;
  throw new MultilithError(
    'TEST_SETUP',
    `fake() was given ${message.name}, version ${version} of ${name}; version ${definitionOf(current)!.version} is in its contract.`,
    `Fake ${current.name}: it also answers the earlier versions that ${current.name} names, converted as in the real context.`,
  );
}

function fakeContext(around: Contract, subject: Contract, fakes: readonly Fake[]): Type {
  const providers = [...around.messages.values()]
    .filter((message) => definitionOf(message)!.kind !== 'event')
    .map((message) =>
      fakeHandler(
        message,
        fakes.find((each) => each.message === message),
      ),
    );
  const uses = [use(subject, { timeout: '10s', whenUnavailable: 'fail' })];

  @Module({
    imports: [ContextModule.forFeature({ contract: around, uses, persistence: { entities: [], migrations: [] } })],
    providers,
  })
  class FakeContextModule {}
  return FakeContextModule;
}

function fakeHandler(message: MessageClass, answering: Fake | undefined): Type {
  const { kind, name } = definitionOf(message)!;
  class FakeHandler {
    async execute(received: object): Promise<unknown> {
      if (!answering)
        throw new MultilithError(
          'TEST_NOT_FAKED',
          `${name} is not faked.`,
          `Add fake(${message.name}, …) to the test context.`,
        );
      return answering.answer(received as never);
    }
  }
  (kind === 'command' ? CommandHandler(message) : QueryHandler(message))(FakeHandler);
  return FakeHandler;
}
