import type { DECLARATION_ERRORS } from './error-codes.js';
import { DefinitionError } from './errors/definition.error.js';
import { attachLock } from './lock/locked-version.js';
import type { ContractLock } from './lock/contract-lock.js';
import { definitionOf, type MessageClass, type MessageDefinition } from './messages/definition.js';
import { findWireFaults } from './wire/faults.js';
import { errorDefinitionOf } from './errors/contract-error.js';

/** The published language of one bounded context: the only part of the context that other contexts may import. */
export interface Contract {
  /** Name of the bounded context, like `orders`. */
  readonly name: string;
  /** Every command, query and event of the context, by its wire name. */
  readonly messages: ReadonlyMap<string, MessageClass>;
  /** The lock that the contract was declared with. */
  readonly lock: ContractLock | undefined;
}

/** Options of {@link contract}. */
export interface ContractOptions {
  /**
   * The generated `contract.lock.json`, imported as a module. It gives messages their fingerprints and protobuf field
   * numbers. Default: no lock; messages then travel as JSON without a fingerprint.
   */
  readonly lock?: object;
}

/** A mistake in a contract, reported by the runtime at start together with all others. */
export interface ContractFault {
  readonly code: keyof typeof DECLARATION_ERRORS;
  /** Name of the message or error. */
  readonly subject: string;
  readonly problem: string;
  readonly remedy: string;
}

/**
 * Gathers the messages of a bounded context, each in its current version.
 *
 * @example
 * import lock from './contract.lock.json' with { type: 'json' };
 *
 * export const orders = contract('orders', [PlaceOrder, CancelOrder, GetOrders, OrderPlaced], { lock });
 *
 * @throws DefinitionError if a message belongs to another context, appears twice or is not a message class, or if the
 *   lock is not that of the contract
 */
export function contract(name: string, messages: readonly MessageClass[], options: ContractOptions = {}): Contract {
  const byName = new Map<string, MessageClass>();
  for (const message of messages) {
    const definition = definitionOf(message);
    if (!definition)
      throw new DefinitionError(
        `Contract '${name}' lists ${message.name || 'a value'}, which is not a message.`,
        'Make it with command(), query() or event().',
      );
    if (definition.context !== name)
      throw new DefinitionError(
        `Contract '${name}' lists '${definition.name}', which belongs to '${definition.context}'.`,
        'List it in the contract of its own context.',
      );
    if (byName.has(definition.name))
      throw new DefinitionError(`Contract '${name}' lists '${definition.name}' twice.`, 'Remove one of the two.');
    byName.set(definition.name, message);
  }
  const lock = options.lock as ContractLock | undefined;
  if (lock) attachLock(name, messages, lock);
  return Object.freeze({ name, messages: byName, lock });
}

/** Returns every mistake in a contract that only shows once the whole contract is known; empty for a valid contract. */
export function contractFaults(subject: Contract): ContractFault[] {
  const faults = [...subject.messages.values()].flatMap((message) => {
    const definition = definitionOf(message)!;
    const earlier = [...definition.earlier.values()].map(({ type }) => definitionOf(type)!);
    return [
      ...messageFaults(definition),
      ...earlier.flatMap((each) => messageFaults(each, ` (version ${each.version})`)),
    ];
  });
  // Several messages may declare the same error: report it once.
  return [...new Map(faults.map((fault) => [fault.problem, fault])).values()];
}

/** @param which version, for messages; nothing for the current one */
function messageFaults(definition: MessageDefinition, which = ''): ContractFault[] {
  const name = `${definition.name}${which}`;
  const faults: ContractFault[] = [];
  if (definition.kind !== 'event' && definition.access === undefined)
    faults.push({
      code: 'ACCESS_MISSING',
      subject: name,
      problem: `${name} does not say who may send it.`,
      remedy: `Add access: 'public', 'authenticated', 'internal' or roles(…) to its declaration.`,
    });
  const schemas = [
    { subject: name, part: definition.kind === 'event' ? 'payload' : 'input', schema: definition.input },
    { subject: name, part: 'output', schema: definition.output },
    ...definition.errors.map((error) => {
      const known = errorDefinitionOf(error)!;
      return { subject: known.code, part: 'data', schema: known.data };
    }),
  ];
  for (const { subject, part, schema } of schemas)
    for (const { path, reason, remedy } of findWireFaults(schema))
      faults.push({
        code: 'SCHEMA_NOT_FAITHFUL',
        subject,
        problem: `${subject}: ${[part, ...path].join('.')} ${reason}.`,
        remedy,
      });
  return faults;
}
