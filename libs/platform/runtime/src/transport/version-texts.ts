import { lockedVersionOf, type MessageClass } from '@multilith/contract';
import type { BoundMessage } from '../call/remote-callee.js';

/** Returns the fingerprint of a message in the lock of its contract; `undefined` if the contract has no lock. */
export const fingerprintOf = (type: MessageClass): string | undefined => lockedVersionOf(type)?.fingerprint;

/** Returns a version for messages, like `version 2 (fingerprint 0123456789abcdef)`; without a lock, `version 2`. */
export const versionText = (version: number, fingerprint: string | undefined): string =>
  `version ${version}${fingerprint === undefined ? '' : ` (fingerprint ${fingerprint})`}`;

/** {@link versionText} of a message. */
export const versionOf = ({ type, definition }: BoundMessage): string =>
  versionText(definition.version, fingerprintOf(type));
