import type { Command, Query } from '@nestjs/cqrs';
import { DefinitionError } from '../errors/definition.error.js';
import { definitionOf, type EarlierVersion, type MessageClass } from '../messages/definition.js';
import type { MessageKind } from '../messages/message-kind.js';
import { ownOutput } from '../wire/codec.js';

/** Classes of earlier versions, by version. */
export type EarlierClasses = Readonly<Record<number, MessageClass>>;

/** Conversions from each earlier version to the input of the current one. */
export type Upcasts<Earlier extends EarlierClasses, Input> = {
  readonly [Version in keyof Earlier]: (message: InstanceOf<Earlier[Version]>) => Input;
};

/** Conversions from the current event to the input of earlier versions. */
export type EventDowncasts<Earlier extends EarlierClasses, Event> = {
  readonly [Version in keyof Earlier]?: (event: Readonly<Event>) => InputOfClass<Earlier[Version]>;
};

/** Conversions from the current answer to that of earlier versions. */
export type AnswerDowncasts<Earlier extends EarlierClasses, Answer> = {
  readonly [Version in keyof Earlier]?: (answer: Answer) => AnswerOf<InstanceOf<Earlier[Version]>>;
};

type InstanceOf<Class> = Class extends new (...args: never[]) => infer Instance ? Instance : never;
type InputOfClass<Class> = Class extends new (input: infer Input, ...rest: never[]) => unknown ? Input : never;
type AnswerOf<M> = M extends Command<infer R> ? R : M extends Query<infer R> ? R : never;

/** The versions of a message as its options declare them. */
export interface DeclaredVersions {
  readonly version?: number | undefined;
  readonly earlier?: EarlierClasses | undefined;
  readonly upcast?: Readonly<Record<number, (message: never) => unknown>> | undefined;
  readonly downcast?: Readonly<Record<number, ((current: never) => unknown) | undefined>> | undefined;
}

/**
 * Resolves the earlier versions of a message, including those that its earlier classes know.
 *
 * @throws DefinitionError if a version is not a whole number from 1, or an earlier class is not an earlier version of
 *   the message
 */
export function earlierVersions(
  name: string,
  kind: MessageKind,
  { version = 1, earlier = {}, upcast = {}, downcast = {} }: DeclaredVersions,
): ReadonlyMap<number, EarlierVersion> {
  if (!Number.isSafeInteger(version) || version < 1)
    throw new DefinitionError(`${name} has version ${version}.`, 'Use a whole number from 1.');
  const versions = new Map<number, EarlierVersion>();
  const unknown = [...Object.keys(upcast), ...Object.keys(downcast)].find((key) => !Object.hasOwn(earlier, key));
  if (unknown !== undefined)
    throw new DefinitionError(
      `${name} converts version ${unknown}, whose class it does not name.`,
      `Add ${unknown} to its 'earlier'.`,
    );
  for (const [key, type] of Object.entries(earlier)) {
    const number = Number(key);
    const definition = definitionOf(type);
    const up = upcast[number];
    const down = downcast[number];
    if (definition?.name !== name || definition.kind !== kind || definition.version !== number || number >= version)
      throw new DefinitionError(
        `${name} version ${version} names ${type?.name ?? 'nothing'} as its version ${key}, which it is not.`,
        `Name the class made by ${kind}('${name}', { version: ${key}, … }), with a version below ${version}.`,
      );
    if (!up) throw new DefinitionError(`${name} does not convert its version ${key}.`, `Add ${key} to its 'upcast'.`);
    versions.set(number, {
      type,
      upcast: up as EarlierVersion['upcast'],
      downcast: down as EarlierVersion['downcast'],
    });
  }
  // Nearest version first: a declared conversion takes precedence over a composed one.
  for (const number of [...versions.keys()].sort((a, b) => b - a)) {
    const next = versions.get(number)!;
    for (const [older, known] of definitionOf(next.type)!.earlier)
      if (!versions.has(older)) versions.set(older, composed(known, next, kind));
  }
  return versions;
}

/** Converts through the next version, whose class validates what lies between. */
function composed(older: EarlierVersion, next: EarlierVersion, kind: MessageKind): EarlierVersion {
  const { type: Next } = next;
  const make = (input: unknown): object => new Next(input as never);
  return {
    type: older.type,
    upcast: (message) => next.upcast(make(older.upcast(message))),
    downcast: kind === 'event' ? composedEvents(older, next, make) : composedAnswers(older, next),
  };
}

function composedEvents(
  { downcast: toOlder }: EarlierVersion,
  { downcast: toNext }: EarlierVersion,
  make: (input: unknown) => object,
): EarlierVersion['downcast'] {
  return toOlder && toNext && ((current) => toOlder(make(toNext(current))));
}

/** An answer is converted through the next version also where one of the two conversions is left to stripping. */
function composedAnswers(
  { downcast: toOlder }: EarlierVersion,
  { downcast: toNext, type: Next }: EarlierVersion,
): EarlierVersion['downcast'] {
  if (!toOlder) return toNext;
  return (current) => toOlder(ownOutput(Next, toNext ? toNext(current) : current));
}
