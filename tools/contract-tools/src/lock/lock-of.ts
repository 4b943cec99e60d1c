import { definitionOf, errorDefinitionOf, type MessageClass } from '@multilith/contract';
import {
  shapeOf,
  type ContractLock,
  type LockedError,
  type LockedMessage,
  type LockedVersion,
  type ObjectShape,
  type Shape,
  type Slot,
} from '@multilith/contract/lock';
import type { LoadedContract } from '../workspace/loaded-contract.js';
import { byText } from './by-text.js';
import { shapeFingerprint, versionFingerprint } from './fingerprint.js';
import type { LockFault } from './lock-fault.js';
import { nameFaults } from './name-faults.js';
import { ERRORS_SCOPE, versionScope } from './named-shapes.js';
import { Numbering, type Root } from './numbering.js';

/** First key of a lock. */
const GENERATED = 'by `nx run-many -t contract`. Do not edit.';

/** A lock, and why it must not be written. */
export interface LockResult {
  readonly lock: ContractLock;
  readonly faults: readonly LockFault[];
}

/** A version of a message before it has numbers. */
interface Version {
  readonly name: string;
  readonly version: number;
  readonly isCurrent: boolean;
  readonly hasDowncast: boolean;
  readonly type: MessageClass;
  readonly input: ObjectShape;
  readonly output: Slot | undefined;
}

/**
 * Returns the lock of a contract as it is now. Messages, versions and errors that the contract no longer has stay in it
 * as removed. The result depends on nothing but the contract and its earlier locks.
 */
export function lockOf({
  contract,
  names,
  previous,
  published,
}: Omit<LoadedContract, 'folder' | 'packageName'>): LockResult {
  const context = contract.name;
  const own = (name: string): string => name.slice(context.length + 1);
  const histories = [published, previous].filter((lock) => lock !== undefined);
  const versions = versionsOf([...contract.messages.values()], (schema) => shapeOf(schema as never, names), own);
  const errors = errorsOf(versions, context);

  const roots: Root[] = [
    ...versions.flatMap(({ name, version, input, output }): Root[] => {
      const at = { scope: versionScope(version) };
      const before = (lock: ContractLock): LockedVersion | undefined => lock.messages[name]?.versions[version];
      const subject = `${context}.${name} version ${version}`;
      return [
        { ...at, subject, shape: input, before: (lock) => before(lock)?.input },
        ...(output
          ? [
              {
                ...at,
                subject: `${subject}, answer`,
                shape: output.shape,
                before: (lock: ContractLock) => before(lock)?.output?.shape,
              },
            ]
          : []),
      ];
    }),
    ...errors.map(([name, schema]): Root => ({
      scope: ERRORS_SCOPE,
      subject: `${context}.${name}`,
      shape: shapeOf(schema as never, names).shape,
      before: (lock) => lock.errors[name]?.data,
    })),
  ];
  const numbering = new Numbering(histories);
  const shapes = numbering.number(roots);
  let next = 0;
  const takeShape = (): Shape => shapes[next++]!;

  const messages: Record<string, { kind: LockedMessage['kind']; versions: Record<string, LockedVersion> }> = {};
  for (const { name, version, isCurrent, hasDowncast, type, output } of versions) {
    const { kind, errors: declared, access } = definitionOf(type)!;
    const input = takeShape() as ObjectShape;
    const answer = output && { ...output, shape: takeShape() };
    const message = (messages[name] ??= { kind, versions: {} });
    message.versions[version] = {
      status: isCurrent ? 'current' : 'earlier',
      fingerprint: versionFingerprint({ input, ...(answer && { output: answer }) }),
      input,
      ...(answer && { output: answer }),
      ...(kind !== 'event' && { errors: declared.map((error) => errorDefinitionOf(error)!.code).sort() }),
      ...(access !== undefined && { access }),
      ...(hasDowncast && { downcast: true as const }),
    };
  }
  const lockedErrors: Record<string, LockedError> = {};
  for (const [name] of errors) {
    const data = takeShape();
    lockedErrors[name] = { status: 'current', fingerprint: shapeFingerprint(data), data };
  }
  return {
    lock: {
      generated: GENERATED,
      format: 1,
      context,
      messages: withRemovedMessages(messages, histories),
      errors: withRemovedErrors(lockedErrors, histories),
    },
    faults: [...numbering.faults, ...nameFaults(roots)],
  };
}

/** Every version that the contract reads or serves, by name and version. */
function versionsOf(
  classes: readonly MessageClass[],
  shape: (schema: unknown) => Slot,
  own: (name: string) => string,
): Version[] {
  const found = classes.flatMap((current) => {
    const { earlier } = definitionOf(current)!;
    return [
      { type: current, isCurrent: true, hasDowncast: false },
      ...[...earlier.values()].map(({ type, downcast }) => ({
        type,
        isCurrent: false,
        hasDowncast: downcast !== undefined,
      })),
    ];
  });
  return found
    .map((each) => {
      const { name, version, kind, input, output } = definitionOf(each.type)!;
      return {
        ...each,
        name: own(name),
        version,
        input: shape(input).shape as ObjectShape,
        output: kind === 'event' ? undefined : shape(output),
      };
    })
    .sort((a, b) => byText(a.name, b.name) || a.version - b.version);
}

/** The errors that messages of the contract declare, those of other contracts left out, by name. */
function errorsOf(versions: readonly Version[], context: string): [name: string, schema: unknown][] {
  const errors = new Map<string, unknown>();
  for (const { type } of versions)
    for (const error of definitionOf(type)!.errors) {
      const definition = errorDefinitionOf(error)!;
      if (definition.context === context) errors.set(definition.code.slice(context.length + 1), definition.data);
    }
  return [...errors].sort(([a], [b]) => byText(a, b));
}

/** Versions that are not read or served any more keep everything, so that their numbers and history are known. */
function withRemovedMessages(
  messages: Readonly<Record<string, LockedMessage>>,
  histories: readonly ContractLock[],
): Record<string, LockedMessage> {
  const all: Record<string, { kind: LockedMessage['kind']; versions: Record<string, LockedVersion> }> = {};
  for (const lock of histories)
    for (const [name, { kind, versions }] of Object.entries(lock.messages)) {
      const message = (all[name] ??= { kind, versions: {} });
      for (const [version, locked] of Object.entries(versions))
        message.versions[version] = { ...locked, status: 'removed' };
    }
  for (const [name, { kind, versions }] of Object.entries(messages))
    all[name] = { kind, versions: { ...all[name]?.versions, ...versions } };
  return inOrder(all);
}

function withRemovedErrors(
  errors: Readonly<Record<string, LockedError>>,
  histories: readonly ContractLock[],
): Record<string, LockedError> {
  const removed = histories.flatMap((lock) =>
    Object.entries(lock.errors).map(([name, error]) => [name, { ...error, status: 'removed' as const }] as const),
  );
  return inOrder({ ...Object.fromEntries(removed), ...errors });
}

const inOrder = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => byText(a, b)));
