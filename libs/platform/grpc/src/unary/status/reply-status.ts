import { Metadata, status, type StatusObject } from '@grpc/grpc-js';
import type { Content } from '@multilith/contract';
import { protobufOf } from '@multilith/contract/protobuf';
import type { CallReply } from '@multilith/runtime/transport';
import { TRAILERS } from '../metadata-names.js';
import type { UnaryService } from '../unary-methods.js';
import { FAILURE_CODES } from './failure-codes.js';
import { detailOf, encodeStatus, errorInfo, FAILURE_DOMAIN } from './status-details.js';
import type { UnaryRefusal } from './unary-refusal.js';

type Refused = Extract<CallReply, { error: unknown }>['error'];
type Failed = Extract<CallReply, { failure: unknown }>['failure'];

/** Maximum length of a status message in bytes. It is sent percent-encoded, which makes it up to three times as long. */
const MAX_MESSAGE_BYTES = 512;

/**
 * Returns the status of a contract error: its own message of the contract in the details, and its code as the reason.
 * The handler was rolled back. An error of another contract has no message in this one.
 */
export function errorStatus({ code, data }: Refused, service: UnaryService): StatusObject {
  const [context = '', name = ''] = code.split('.');
  const text = cut(messageOf(data) ?? code);
  const bytes = context === service.context ? protobufOf(data) : undefined;
  const own =
    bytes &&
    encodeStatus(status.FAILED_PRECONDITION, text, [
      detailOf(`${service.package}.${name}`, bytes),
      errorInfo(code, context),
    ]);
  const left = bytes ? { 'omitted-bytes': `${bytes.length}` } : undefined;
  const details = own ?? encodeStatus(status.FAILED_PRECONDITION, text, [errorInfo(code, context, left)]);
  return statusOf(status.FAILED_PRECONDITION, text, details, false);
}

/** Returns the status of a failed call. */
export function failureStatus({ code: reason, problem, mayHaveExecuted }: Failed): StatusObject {
  const [code, usual] = FAILURE_CODES[reason] ?? FAILURE_CODES.INTERNAL;
  return reasonStatus(code, reason, problem ?? usual, mayHaveExecuted);
}

/** Returns the status of a call that is refused before its handler runs. */
export const refusalStatus = ({ code, reason, message }: UnaryRefusal): StatusObject =>
  reasonStatus(code, reason, message, false);

function reasonStatus(code: status, reason: string, problem: string, mayHaveExecuted: boolean): StatusObject {
  const text = cut(problem);
  return statusOf(code, text, encodeStatus(code, text, [errorInfo(reason, FAILURE_DOMAIN)]), mayHaveExecuted);
}

function statusOf(code: status, text: string, details: Buffer | undefined, mayHaveExecuted: boolean): StatusObject {
  const metadata = new Metadata();
  if (details) metadata.set(TRAILERS.details, details);
  metadata.set(TRAILERS.mayHaveExecuted, `${mayHaveExecuted}`);
  return { code, details: text, metadata };
}

/** The text of a contract error, which is for clients. */
const messageOf = ({ source }: Content): string | undefined =>
  source?.part === 'error' ? source.error.message : undefined;

function cut(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_MESSAGE_BYTES) return text;
  return `${bytes
    .subarray(0, MAX_MESSAGE_BYTES - 3)
    .toString()
    .replace(/\uFFFD+$/, '')}…`;
}
