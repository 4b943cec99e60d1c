import { Content, type JsonValue } from '@multilith/contract';
import type { CallerSignal } from '../../call/caller-signal.js';
import type { ContextTraffic } from '../../host/context-traffic.js';
import type { CallRequest } from '../call-request.js';
import type { CallReply, Transport } from '../transport.js';
import type { TransportFeatures } from './features.js';

/** A host in a process of its own. */
export interface HostProcess {
  /** Sends a signal, such as `SIGKILL` or `SIGSTOP`. */
  signal(name: NodeJS.Signals): void;
}

/** Hosts that can reach each other by one transport. */
export interface TransportWorld {
  /** Opens a transport as the host of that name has it, by default `monolith`. Each is a process of its own to the network. */
  open(host?: string): Promise<Transport>;
  /**
   * Starts another instance of the host `monolith` in a process of its own, which serves a context with `echo`. Resolves
   * when calls arrive there. Needed for `TransportUnderTest.lossesMs`.
   */
  spawn?(context: string): Promise<HostProcess>;
  close(): Promise<void>;
}

/** A transport for the suite. */
export interface TransportUnderTest {
  /** What it promises; the suite also checks that it does not have the rest. */
  readonly features: TransportFeatures;
  /**
   * How soon callers know that the process of their callee was killed, or has stopped to work, in milliseconds. Leave room
   * for busy machines. Without it, the suite does not check that they get to know it before their deadline.
   */
  readonly lossesMs?: { readonly killed: number; readonly stopped: number };
  /** Starts a network without permissions. */
  start(): Promise<TransportWorld>;
  /**
   * Starts a network that allows what the traffic of these contexts needs and no more. Each context has a host of its own
   * name. Needed for the feature `permissions`.
   */
  startGuarded?(contexts: readonly ContextTraffic[]): Promise<TransportWorld>;
}

/** What the specs of the suite share: one network, and a host that calls another. */
export interface Suite {
  readonly world: TransportWorld;
  readonly caller: Transport;
  readonly callee: Transport;
}

let contexts = 0;
/** Returns a context name of its own for each test, because hosts of one context share its calls. */
export const freshContext = (): string => `context-${process.pid}-${++contexts}`;

/** What a test sets of a request. Content may be given as a JSON value. */
export type GivenRequest = Partial<Omit<CallRequest, 'content'>> & { readonly content?: Content | JsonValue };

/** Returns a request, complete but for what a test sets. */
export const aRequest = ({ content = { tea: 'black' }, ...given }: GivenRequest = {}): CallRequest => ({
  host: 'monolith',
  message: 'tea.Brew',
  version: 1,
  content: content instanceof Content ? content : Content.ofJson(content),
  caller: { kind: 'edge', name: 'spec' },
  key: undefined,
  deadline: Date.now() + 10_000,
  principal: undefined,
  trace: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' },
  ...given,
});

/** Returns a reply with a JSON value as its answer. */
export const anAnswer = (value: JsonValue): CallReply => ({ answer: Content.ofJson(value) });

/** A reply with JSON values instead of content, which can be compared. */
export type PlainReply =
  | { readonly answer: JsonValue; readonly fingerprint?: string | undefined }
  | { readonly error: { readonly code: string; readonly data: JsonValue }; readonly fingerprint?: string | undefined }
  | Extract<CallReply, { failure: unknown }>;

/** Returns a reply with JSON values instead of content. */
export function plain(reply: CallReply): PlainReply {
  if ('answer' in reply) return { ...reply, answer: reply.answer.value };
  return 'error' in reply ? { ...reply, error: { code: reply.error.code, data: reply.error.data.value } } : reply;
}

/** Answers with the content of the call. */
export const answer = async (request: CallRequest): Promise<CallReply> => ({ answer: request.content });

/** Content of a call that `echo` does not answer. */
export const UNANSWERED = 'unanswered';

/** Answers with the content of the call, unless it is `UNANSWERED`. For the program of `TransportWorld.spawn`. */
export const echo = (request: CallRequest): Promise<CallReply> =>
  request.content.value === UNANSWERED ? new Promise(() => {}) : answer(request);

/** Answers only when the caller gives up. */
export const untilGivenUp = (signal: CallerSignal): Promise<CallReply> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(anAnswer('too late'))));
