import { status, type Metadata, type ServiceError } from '@grpc/grpc-js';
import { protobufContent } from '@multilith/contract/protobuf';
import { TransportError, type CallFailure, type CallReply } from '@multilith/runtime/transport';
import { TRAILERS } from '../metadata-names.js';
import { FAILURE_CODES } from '../status/failure-codes.js';
import { decodeStatus, FAILURE_DOMAIN, type StatusDetails } from '../status/status-details.js';

/** A call that ended with a status. */
export interface EndedCall {
  readonly context: string;
  /** Of the called version, like `orders.v1`. */
  readonly protoPackage: string;
  /** Wire name of the message. */
  readonly message: string;
  readonly isQuery: boolean;
  /** Whether the call may have reached a server. */
  readonly wasSent: boolean;
}

/** Maximum length of a text from another host, in UTF-16 units. */
const MAX_PROBLEM_LENGTH = 1_000;

/** Failures by status, for servers that send no details, and whether the handler may have run. */
const FAILURES: Partial<Record<status, readonly [CallFailure, mayHaveExecuted: boolean]>> = {
  [status.INVALID_ARGUMENT]: ['CONTRACT_MISMATCH', false],
  [status.UNIMPLEMENTED]: ['CONTRACT_MISMATCH', false],
  [status.PERMISSION_DENIED]: ['ACCESS_DENIED', false],
  [status.UNAUTHENTICATED]: ['UNAUTHENTICATED', false],
  [status.UNAVAILABLE]: ['UNAVAILABLE', true],
  [status.CANCELLED]: ['UNAVAILABLE', true],
  [status.ABORTED]: ['UNAVAILABLE', true],
};

/**
 * Returns the reply that a status other than OK stands for: an error of the contract, or a failure. Servers in other
 * languages need not send details: then the code decides.
 *
 * @throws TransportError if no handler has answered
 */
export function replyOfStatus(error: ServiceError, call: EndedCall): CallReply {
  const details = detailsIn(error.metadata);
  const refused = details && contractErrorIn(details, call);
  if (refused) return refused;
  const mayHaveExecuted = (usual: boolean): boolean => !call.isQuery && (saidIn(error.metadata) ?? usual);
  const lost = transportErrorOf(error, details, call, mayHaveExecuted);
  if (lost) throw lost;
  const reason = details?.info?.domain === FAILURE_DOMAIN ? details.info.reason : undefined;
  const [byCode, usual] = FAILURES[error.code] ?? ['INTERNAL', true];
  return {
    failure: {
      code: reason !== undefined && isFailure(reason) ? reason : byCode,
      mayHaveExecuted: mayHaveExecuted(usual),
      problem: problemOf(error),
    },
  };
}

/** The error of the contract in the details: its message, or at least its code as the reason. */
function contractErrorIn({ info, messageIn }: StatusDetails, call: EndedCall): CallReply | undefined {
  const { context, protoPackage } = call;
  const own = messageIn(protoPackage);
  const named = info?.domain === context ? info.reason : undefined;
  if (!own && named === undefined) return undefined;
  const data = protobufContent(own?.value ?? new Uint8Array(), { absent: 'zero' });
  return { error: { code: named ?? `${context}.${own!.name}`, data } };
}

function transportErrorOf(
  { code, details: text, metadata }: ServiceError,
  details: StatusDetails | undefined,
  { context, message, wasSent }: EndedCall,
  mayHaveExecuted: (usual: boolean) => boolean,
): TransportError | undefined {
  const to = `${message}, sent to the service of '${context}'`;
  if (code === status.DEADLINE_EXCEEDED)
    return new TransportError('DEADLINE_EXCEEDED', `${to}, had no answer in time`, mayHaveExecuted(wasSent));
  if (!wasSent) return new TransportError('UNREACHABLE', `${to}, could not be sent: ${cut(text)}`, false);
  const isTooLarge = /larger than max|size larger than/i.test(text);
  if (code === status.RESOURCE_EXHAUSTED && details?.info?.reason !== 'MESSAGE_TOO_LARGE')
    return isTooLarge
      ? new TransportError('TOO_LARGE', `${to}, or its answer, is too large: ${cut(text)}`, mayHaveExecuted(true))
      : new TransportError('OVERLOADED', `${to}, was refused: ${cut(text)}`, mayHaveExecuted(true));
  // What a server has sent has metadata of its own, such as its content type. A server that is stopped cancels its calls.
  const isLost = code === status.UNAVAILABLE || code === status.CANCELLED;
  if (isLost && Object.keys(metadata.getMap()).length === 0)
    return new TransportError('CONNECTION_LOST', `${to}, was lost: ${cut(text)}`, mayHaveExecuted(true));
  return undefined;
}

function detailsIn(metadata: Metadata): StatusDetails | undefined {
  const [bytes] = metadata.get(TRAILERS.details);
  return bytes instanceof Uint8Array ? decodeStatus(bytes) : undefined;
}

/** What a server says about whether its handler may have run. */
function saidIn(metadata: Metadata): boolean | undefined {
  const [said] = metadata.get(TRAILERS.mayHaveExecuted);
  return said === 'true' ? true : said === 'false' ? false : undefined;
}

const isFailure = (reason: string): reason is CallFailure => Object.hasOwn(FAILURE_CODES, reason);

function problemOf({ code, details }: ServiceError): string {
  const name = status[code];
  return details === '' ? `the callee ended the call with ${name}` : `${cut(details)} (${name})`;
}

const cut = (text: string): string =>
  text.length > MAX_PROBLEM_LENGTH ? `${text.slice(0, MAX_PROBLEM_LENGTH)}…` : text;
