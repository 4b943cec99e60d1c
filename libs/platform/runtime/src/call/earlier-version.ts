import {
  asError,
  ContractError,
  currentCall,
  decodeError,
  definitionOf,
  encodeError,
  errorDefinitionOf,
  InvalidMessageError,
} from '@multilith/contract';
import { ambientScope, HandlerScope, notePersonal } from '@multilith/data';
import { validAnswer } from './answers.js';
import { callFailure } from './call-failures.js';
import { upcast, type CurrentVersion } from './current-version.js';
import type { LocalBinding } from './handler-binding.js';
import type { BoundMessage } from './remote-callee.js';

/** A message in an earlier version. */
type EarlierMessage = BoundMessage & { readonly current: CurrentVersion };

/** Binds every earlier version of a message to the handler of the current one, by version. */
export function bindEarlierVersions(handler: LocalBinding): Map<number, LocalBinding> {
  const bindings = new Map<number, LocalBinding>();
  const { type, definition } = handler;
  for (const [version, conversion] of definition.earlier) {
    const earlier = { type: conversion.type, definition: definitionOf(conversion.type)! };
    const message = { ...earlier, current: { type, definition, conversion } };
    bindings.set(version, { ...handler, ...message, invoke: servedBy(handler, message) });
  }
  return bindings;
}

/**
 * Returns a function that handles an earlier version by the handler of the current one. It resolves with the valid
 * answer of the current version, which {@link validAnswer} then converts to the earlier version.
 */
function servedBy(handler: LocalBinding, earlier: EarlierMessage): LocalBinding['invoke'] {
  return async (message) => {
    const converted = convert(earlier, message);
    const scope = ambientScope();
    if (scope instanceof HandlerScope) notePersonal(scope, handler.definition.input, converted);
    try {
      return validAnswer(handler, await handler.invoke(converted));
    } catch (error) {
      throw error instanceof ContractError ? errorIn(earlier, error) : error;
    }
  };
}

function convert(earlier: EarlierMessage, message: object): object {
  try {
    return upcast(earlier.current, message);
  } catch (cause) {
    const why = cause instanceof InvalidMessageError ? cause.problem : 'its upcast failed';
    throw mismatch(
      earlier,
      `${versionOf(earlier)} of it cannot be read as ${versionOf(earlier.current)}: ${why}`,
      cause,
    );
  }
}

/**
 * Returns an error of the current version as the earlier version declares it. An error class of the earlier version may
 * have other data than the class with the same code that the handler threw.
 */
function errorIn(earlier: EarlierMessage, error: ContractError): Error {
  const { definition } = earlier.current;
  if (!definition.errors.some((declared) => error instanceof declared)) return error;
  const { code } = errorDefinitionOf(error)!;
  const declared = earlier.definition.errors.find((type) => errorDefinitionOf(type)!.code === code);
  if (!declared) return mismatch(earlier, `it refused with ${code}, which ${versionOf(earlier)} does not name`, error);
  if (definition.errors.includes(declared)) return error;
  try {
    const converted = decodeError(earlier.type, code, encodeError(error).data)!;
    converted.stack = error.stack ?? '';
    return converted;
  } catch {
    return mismatch(earlier, `it refused with ${code}, whose data does not fit ${versionOf(earlier)}`, error);
  }
}

const versionOf = ({ definition }: Pick<BoundMessage, 'definition'>): string => `version ${definition.version}`;

const mismatch = (earlier: EarlierMessage, problem: string, cause: unknown): Error =>
  callFailure('CONTRACT_MISMATCH', earlier, currentCall().caller, {
    mayHaveExecuted: false,
    problem: problem.replace(/\.$/, ''),
    cause: asError(cause),
  });
