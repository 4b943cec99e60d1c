import { definitionOf, errorDefinitionOf, type MessageClass } from '@multilith/contract';
import {
  shapeOf,
  type ContractLock,
  type LockedVersion,
  type ObjectShape,
  type VersionStatus,
} from '@multilith/contract/lock';

/** A lock as the generator would write it, but for field numbers: fields are numbered in their order. */
export function lockOf(context: string, messages: readonly MessageClass[]): ContractLock {
  const name = (full: string): string => full.slice(context.length + 1);
  const all = messages.map((type) => definitionOf(type)!);
  const errors = all.flatMap((message) => message.errors.map((error) => errorDefinitionOf(error)!));
  return {
    format: 1,
    context,
    messages: Object.fromEntries(
      all.map((message) => {
        const earlier = [...message.earlier].map(([version, { type }]) => [version, lockedAs('earlier', type)]);
        const versions = Object.fromEntries([...earlier, [message.version, lockedAs('current', message)]]) as never;
        return [name(message.name), { kind: message.kind, versions }];
      }),
    ),
    errors: Object.fromEntries(
      errors.map(({ code, data }) => [
        name(code),
        { status: 'current', fingerprint: '0123456789abcdef', data: shapeOf(data).shape },
      ]),
    ),
  };
}

function lockedAs(status: VersionStatus, message: MessageClass | ReturnType<typeof definitionOf>): LockedVersion {
  const { input, output, errors, kind, access } = typeof message === 'function' ? definitionOf(message)! : message!;
  return {
    status,
    fingerprint: '0123456789abcdef',
    input: shapeOf(input).shape as ObjectShape,
    ...(kind !== 'event' && { output: shapeOf(output) }),
    errors: errors.map((error) => errorDefinitionOf(error)!.code),
    ...(access && { access }),
  };
}
