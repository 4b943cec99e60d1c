import { lockedVersionOf, type MessageClass } from '@multilith/contract';
import type { BoundMessage } from '../call/remote-callee.js';

/** Returns the fingerprint of a message in the lock of its contract; `undefined` if the contract has no lock. */
export const fingerprintOf = (type: MessageClass): string | undefined => lockedVersionOf(type)?.fingerprint;

/** What a fingerprint of another host has to look like to be shown in messages and logs. */
const SHOWN = /^[\da-f]{1,64}$/;

/**
 * Returns a version for messages, like `version 2 (fingerprint 0123456789abcdef)`; without a lock, `version 2`.
 *
 * @param fingerprint may come from another host, and is shown only if it is one
 */
export const versionText = (version: number, fingerprint: string | undefined): string => {
  if (fingerprint === undefined) return `version ${version}`;
  return `version ${version} (${SHOWN.test(fingerprint) ? `fingerprint ${fingerprint}` : 'with no valid fingerprint'})`;
};

/** {@link versionText} of a message. */
export const versionOf = ({ type, definition }: BoundMessage): string =>
  versionText(definition.version, fingerprintOf(type));
