/**
 * The vocabulary that contracts are written in. It runs anywhere: no Nest and no Node API at run time.
 */
export { contract, contractFaults, type Contract, type ContractFault, type ContractOptions } from './contract.js';
export { lockedVersionOf } from './lock/locked-version.js';
export { type EarlierClasses } from './versions/earlier-versions.js';
export { downcastAnswer, downcastTo, inputOf, upcastTo } from './versions/convert.js';
export { type MessageKind } from './messages/message-kind.js';
export { roles, type Access } from './messages/access.js';
export { command, type CommandBase, type RequestSpec } from './messages/command.js';
export { query, type QueryBase } from './messages/query.js';
export { event, type EventBase, type EventSpec } from './messages/event.js';
export {
  definitionOf,
  idempotencyKeyOf,
  type EarlierVersion,
  type MessageClass,
  type MessageDefinition,
  type MessageOptions,
} from './messages/definition.js';
export {
  contractError,
  ContractError,
  errorDefinitionOf,
  type ContractErrorBase,
  type ContractErrorClass,
  type ContractErrorDefinition,
  type ContractErrorSpec,
} from './errors/contract-error.js';
export { MultilithError } from './errors/multilith-error.js';
export { errorTable, type ErrorRow, type ErrorTable } from './errors/error-table.js';
export { type ErrorCode, type ErrorCodes } from './error-codes.js';
export { brand } from './errors/brand.js';
export { DefinitionError } from './errors/definition.error.js';
export { asError, causesOf, describeThrown, problemOf, type ThrownDescription } from './errors/thrown.js';
export { InvalidMessageError, type MessageIssue } from './errors/invalid-message.error.js';
export { PermanentFailure } from './errors/permanent-failure.js';
export { bytes } from './wire/bytes.js';
export { openEnum, type OpenEnum } from './wire/open-enum.js';
export { personal } from './personal/personal.js';
export { hasPersonalParts, personalValues } from './personal/personal-values.js';
export { hidePersonal } from './personal/hide-personal.js';
export { type JsonValue } from './wire/wire-form.js';
export { findWireFaults, type WireFault } from './wire/faults.js';
export { Content, type ContentReader, type ContentSource } from './content/content.js';
export {
  answerContent,
  contentOf,
  decodeError,
  decodeMessage,
  decodeOutput,
  errorContent,
  encodeError,
  encodeMessage,
  encodeOutput,
  ownMessage,
  ownOutput,
} from './wire/codec.js';
export {
  currentCall,
  provideCurrentCall,
  type Caller,
  type CurrentCall,
  type Principal,
  type TraceContext,
} from './call/current-call.js';
export { LiveEvents, type LiveView } from './live/live-events.js';
