import type { LockedMessage, LockedVersion } from '@multilith/contract/lock';

/** Whether a version is still read and served. */
export const isLive = (version: LockedVersion | undefined): version is LockedVersion =>
  version !== undefined && version.status !== 'removed';

/** Returns the versions of a message in their order. */
export const versionsOf = ({ versions }: LockedMessage): (readonly [version: number, locked: LockedVersion])[] =>
  Object.entries(versions)
    .map(([version, locked]) => [Number(version), locked] as const)
    .sort(([a], [b]) => a - b);

/** Returns the version of the class that the contract lists; `undefined` if the message is removed. */
export const currentOf = (message: LockedMessage): readonly [version: number, locked: LockedVersion] | undefined =>
  versionsOf(message).find(([, { status }]) => status === 'current');

/** Returns the command that writes the next version of a message. */
export const generatorCommand = (message: string): string => `npx nx g version ${message.replace('.', '/')}`;
