import { createHash } from 'node:crypto';
import { answerContent, contentOf, decodeOutput, definitionOf, type Caller, type Content } from '@multilith/contract';
import {
  executeOnce,
  HandlerScope,
  type AnswerToKeep,
  type EdgeScope,
  type KeptAnswer,
  type UnitOfWork,
} from '@multilith/data';
import { answerInEarlierVersion, validAnswer } from './answers.js';
import { callFailure } from './call-failures.js';
import type { Execution } from './execution.js';
import type { LocalBinding } from './handler-binding.js';
import type { BoundMessage } from './remote-callee.js';

type Served = Pick<BoundMessage, 'type' | 'definition'>;
type Kept = Extract<KeptAnswer, { replayed: true }>;

/** Runs a command with an idempotency key: the first call takes effect, later calls get the stored answer. */
export async function executeWithKey(
  { binding, caller, arrival }: Execution<LocalBinding>,
  message: object,
  key: string,
  subject: string,
  unitOfWork: UnitOfWork,
): Promise<unknown> {
  const { type, definition } = binding;
  const fingerprint = createHash('sha256').update(contentOf(message).json).digest('base64url');
  const encode = arrival?.encode ?? ((answer: unknown) => answerContent(type, answer));
  let fresh: { readonly answer: unknown; readonly content: Content } | undefined;
  const { name, version } = definition;
  const request = { key, message: name, version, subject, fingerprint };
  const kept = await executeOnce(unitOfWork, request, async () => {
    const answered = await binding.invoke(message);
    const answer = validAnswer(binding, answered);
    fresh = { answer, content: encode(answer) };
    const current = binding.current ? answered : answer;
    const others = inOtherVersions(binding.current ?? binding, version, current);
    return { answer: fresh.content.json, others };
  });
  if (!kept.replayed) return arrival ? fresh!.content : fresh!.answer;
  const answer = keptAnswer(binding, caller, kept);
  return arrival ? answerContent(type, answer) : answer;
}

/**
 * Returns an answer in the other versions of the command that this callee serves, because its sender may be updated or
 * rolled back before it retries; `undefined` if there is no other version. A version that the answer does not fit is
 * left out: only a retry in that version needs it.
 *
 * @param answer a valid answer of the current version
 */
function inOtherVersions({ type, definition }: Served, sent: number, answer: unknown): AnswerToKeep['others'] {
  if (definition.earlier.size === 0) return undefined;
  const others: Record<number, string> = {};
  if (sent !== definition.version) others[definition.version] = answerContent(type, answer).json;
  for (const [version, conversion] of definition.earlier) {
    if (version === sent) continue;
    const earlier = { type: conversion.type, definition: definitionOf(conversion.type)! };
    try {
      const converted = answerInEarlierVersion({ ...earlier, current: { type, definition, conversion } }, answer);
      others[version] = answerContent(conversion.type, converted).json;
    } catch {
      // Without this version.
    }
  }
  return others;
}

/**
 * Returns the stored answer.
 * @throws RemoteCallError `CONTRACT_MISMATCH` if the record has no answer that fits the version that was sent
 */
function keptAnswer(binding: LocalBinding, caller: Caller, { answer, version }: Kept): unknown {
  const refusal = (problem: string, cause?: unknown): Error =>
    callFailure('CONTRACT_MISMATCH', binding, caller, { mayHaveExecuted: true, problem, cause });
  if (version !== undefined && !isReadable(binding, version))
    throw refusal(`it was executed before, and the answer kept for its key is one of version ${version}`);
  try {
    return decodeOutput(binding.type, answer);
  } catch (cause) {
    throw refusal('it was executed before, and the answer kept for its key does not fit the contract any more', cause);
  }
}

/**
 * Whether an answer that was kept in another version only means the same in the version that was sent: not if the
 * contract declares a conversion between them, because the same fields may then mean something else.
 */
function isReadable({ type, definition, current }: LocalBinding, kept: number): boolean {
  const newest = current ?? { type, definition };
  const [older, newer] = [definition.version, kept].sort((a, b) => a - b) as [number, number];
  const from = newer === newest.definition.version ? newest.type : newest.definition.earlier.get(newer)?.type;
  const conversion = from && definitionOf(from)!.earlier.get(older);
  return conversion !== undefined && conversion.downcast === undefined;
}

/**
 * Returns the derived key of a command that is sent without a key inside work with a key: the same for every attempt at
 * that work. Derived from the key of the work (a command's key, or publisher, event id and subscription) and the
 * ordinal of the call.
 * `undefined` if the work has no key.
 */
export function keyWithin(ambient: HandlerScope | EdgeScope | undefined): string | undefined {
  if (!(ambient instanceof HandlerScope)) return undefined;
  const { work } = ambient;
  const ordinal = work.nextCommand();
  if (work.idempotencyKey === undefined) return undefined;
  return createHash('sha256').update(`${work.idempotencyKey}\n${ordinal}`).digest('base64url');
}
