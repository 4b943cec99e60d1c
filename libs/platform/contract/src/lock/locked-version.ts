import { errorDefinitionOf } from '../errors/contract-error.js';
import { DefinitionError } from '../errors/definition.error.js';
import { definitionOf, type MessageClass } from '../messages/definition.js';
import type { ContractLock, LockedVersion } from './contract-lock.js';

/**
 * Attaches the entries of a lock to the messages of a contract and to their earlier versions.
 *
 * @throws DefinitionError if the lock belongs to another contract or has another format
 */
export function attachLock(context: string, messages: Iterable<MessageClass>, lock: ContractLock): void {
  if (lock.format !== 1 || lock.context !== context)
    throw new DefinitionError(
      `The lock given to contract '${context}' is that of '${String(lock.context)}' in format ${String(lock.format)}.`,
      'Pass the contract.lock.json of this contract, written by `nx run-many -t contract`.',
    );
  for (const message of messages) {
    const { earlier } = definitionOf(message)!;
    for (const type of [message, ...[...earlier.values()].map((version) => version.type)]) {
      const { name, version, locked, errors } = definitionOf(type)!;
      locked.entry = lock.messages[name.slice(context.length + 1)]?.versions[version];
      for (const error of errors) {
        const { code, context: owner, locked: lockedError } = errorDefinitionOf(error)!;
        if (owner === context) lockedError.entry = lock.errors[code.slice(context.length + 1)];
      }
    }
  }
}

/**
 * Returns the lock's entry of a message; `undefined` if its contract has no lock, or the lock does not know the version
 * yet.
 */
export const lockedVersionOf = (message: MessageClass | object): LockedVersion | undefined =>
  definitionOf(message)?.locked.entry;
