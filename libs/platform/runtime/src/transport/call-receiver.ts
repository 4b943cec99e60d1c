import {
  answerContent,
  asError,
  decodeMessage,
  problemOf,
  type Caller,
  type Content,
  type Principal,
} from '@multilith/contract';
import { callFailure } from '../call/call-failures.js';
import { callerText } from '../call/caller-text.js';
import type { CallPath } from '../call/call-path.js';
import { EdgeScope } from '@multilith/data';
import type { LocalBinding } from '../call/handler-binding.js';
import { LogLimit } from '../observation/log-limit.js';
import type { Placement } from '../topology/placement.js';
import { MAIN_HOST } from '../topology/topology.js';
import type { PrincipalTokens } from '../principal/principal-tokens.js';
import { isCallRequest } from './call-request.js';
import { encodedSize, type SizeLimit } from './encoded-size.js';
import { failureReply, replyTo } from './replies.js';
import type { CallRequest } from './call-request.js';
import { fingerprintOf, versionOf, versionText } from './version-texts.js';
import type { CallerSignal } from '../call/caller-signal.js';
import type { CallReply, Receiver } from './transport.js';

/** Parts of a call receiver. */
export interface CallReceiverParts {
  readonly callPath: CallPath;
  readonly principals: PrincipalTokens;
  /** Handlers of this host, by wire name of the message. */
  readonly bindings: ReadonlyMap<string, LocalBinding>;
  /** Questions about journals that this host answers, by name, like `orders.$journal.read`. */
  readonly journalQuestions: ReadonlyMap<string, Receiver>;
  /** The placement of contexts in hosts. */
  readonly placement: Pick<Placement, 'runsAt'>;
  /** Called with failures whose details the caller does not see. */
  onFailure(problem: string, error: unknown): void;
}

/** Names that are shown in the log. Others could add lines to it. */
const MESSAGE_NAME = /^[\w.$-]{1,200}$/;

/** Answers calls to the contexts of this host. Replies to any content; never rejects. */
export class CallReceiver {
  /** One log line per minute about a refused host, which may keep sending. */
  readonly #limit = new LogLimit();

  readonly #parts: CallReceiverParts;

  constructor(parts: CallReceiverParts) {
    this.#parts = parts;
  }

  /** Returns a receiver for calls to one context; replies respect the message limit of the transport. */
  receiverFor(context: string, transport: SizeLimit): Receiver {
    return (request, signal) => {
      if (!isCallRequest(request)) return refused('the call cannot be read');
      if (!this.#isOfItsHost(request)) return this.#impostor(context, request);
      const binding = this.#parts.bindings.get(request.message);
      try {
        if (binding?.definition.context !== context)
          return this.#mismatch(request, `the contract of '${context}' here has no such message, ${sentIn(request)}`);
        const inVersion =
          binding.definition.version === request.version ? binding : binding.earlier?.get(request.version);
        if (!inVersion)
          return this.#mismatch(request, `the callee has ${versionsOf(binding)} of it, ${sentIn(request)}`);
        return this.#answer(inVersion, request, signal, transport);
      } catch (error) {
        return Promise.resolve(this.#unanswered(binding, request, error));
      }
    };
  }

  /** Returns a receiver for journal requests to one context. */
  journalReceiverFor(context: string): Receiver {
    return (request, signal) => {
      if (!isCallRequest(request)) return refused('the question cannot be read');
      if (!this.#isOfItsHost(request)) return this.#impostor(context, request);
      const answer = isOf(context, request) ? this.#parts.journalQuestions.get(request.message) : undefined;
      if (!answer) return refused(`the host of '${context}' has no such journal, or does not know the question`);
      return answer(request, signal).catch((error: unknown) => {
        const problem = `${request.message} from ${callerText(request.caller)} was not answered.`;
        this.#tell(`${request.host} ${request.message} unanswered`, problem, asError(error));
        return failureReply('INTERNAL', undefined);
      });
    };
  }

  /**
   * Returns the caller of a request: an edge request is the API of its context, or of the main host itself. A client that
   * is no host of the topology has no API.
   */
  #callerIn({ host, caller }: CallRequest): Caller {
    const { kind, name } = caller;
    if (kind !== 'edge' || name === MAIN_HOST) return caller;
    // Not spread from `caller`: with Node 20 that took a fifth of a call.
    return host === MAIN_HOST || this.#parts.placement.runsAt(name) === host ? { kind, name, api: true } : caller;
  }

  /**
   * Whether the caller named in a request runs in the sending host. The main host is the edge for the APIs of all
   * contexts; any other host is an edge only for its own context, and a client that is no host only for itself.
   */
  #isOfItsHost({ host, caller: { kind, name } }: CallRequest): boolean {
    if (kind === 'edge' && (host === MAIN_HOST || host === name)) return true;
    return this.#parts.placement.runsAt(name) === host;
  }

  /**
   * Replies `UNAVAILABLE`, which is retried: during the rollout of an extraction, hosts have different topologies, and
   * events must not be parked for that.
   */
  #impostor(context: string, { host, caller }: CallRequest): Promise<CallReply> {
    const problem = `the host '${host}' does not run ${callerText(caller)}, whose name it gives`;
    const hint = `Compare the topologies of both hosts; where they agree, the password of '${host}' may be stolen.`;
    this.#tell(`${host} ${context}`, `A request to '${context}' was refused: ${problem}. ${hint}`, undefined);
    return Promise.resolve(failureReply('UNAVAILABLE', problem));
  }

  /** Logs a refused call, so that the team of the callee sees callers that it does not serve. */
  #mismatch(request: CallRequest, problem: string): Promise<CallReply> {
    const caller = callerText(this.#callerIn(request));
    const { host, message } = request;
    // The sender chooses message and version, so neither may make room for more lines.
    const name = MESSAGE_NAME.test(message) ? message : 'a message without a valid name';
    this.#tell(`${host} mismatch`, `A call of ${name} from ${caller} was refused: ${problem}.`, undefined);
    return refused(problem);
  }

  /** @param what identifies similar problems for the log limit */
  #tell(what: string, problem: string, error: unknown): void {
    const notLogged = this.#limit.admit(what);
    if (notLogged === undefined) return;
    const more = notLogged > 0 ? ` ${notLogged} like it were not logged.` : '';
    this.#parts.onFailure(`${problem}${more}`, error);
  }

  /** Replies to a call whose answer or failure cannot be encoded, which is a defect. */
  #unanswered(binding: LocalBinding | undefined, request: CallRequest, error: unknown): CallReply {
    const problem = `A call of ${request.message} from ${callerText(this.#callerIn(request))} could not be answered.`;
    this.#tell(`${request.host} ${request.message} unanswered`, problem, asError(error));
    return failureReply('INTERNAL', undefined, binding?.definition.kind !== 'query');
  }

  #answer(binding: LocalBinding, request: CallRequest, signal: CallerSignal, transport: SizeLimit): Promise<CallReply> {
    const { type, definition } = binding;
    const { key, deadline, trace } = request;
    const caller = this.#callerIn(request);
    const message = messageIn(binding, request);
    if (message instanceof Error)
      return this.#mismatch(
        request,
        `its content does not fit the callee's contract (${problemOf(message)}); the callee has ${versionOf(binding)} of it, ${sentIn(request)}`,
      );
    const own = fingerprintOf(type);
    const fingerprint = own === request.fingerprint ? undefined : own;
    let principal: Principal | undefined;
    try {
      const arrived = { host: request.host, context: definition.context, kind: definition.kind, key };
      principal =
        request.principal === undefined ? undefined : this.#parts.principals.verify(request.principal, arrived);
    } catch (error) {
      const problem = `${definition.name}, sent by ${callerText(caller)}, was refused.`;
      this.#tell(`${request.host} ${definition.name} refused`, problem, error);
      return Promise.resolve(
        failureReply('UNAUTHENTICATED', 'its principal is not signed for this call by a host that the callee trusts'),
      );
    }
    const scope = new EdgeScope({ trace, principal, deadline });
    const { maxMessageBytes: maxBytes = Infinity } = transport;
    const fits = (content: Content): boolean => encodedSize(content, transport) <= maxBytes;
    const encode = (answer: unknown): Content => {
      const content = answerContent(type, answer);
      if (fits(content)) return content;
      throw callFailure('MESSAGE_TOO_LARGE', binding, caller, {
        mayHaveExecuted: false,
        problem: `its answer is larger than the ${maxBytes} bytes that the network takes`,
      });
    };
    const answer = this.#parts.callPath.receive(binding, message, { caller, scope, key, arrival: { signal, encode } });
    return answer.then(
      (content): CallReply => ({ answer: content, fingerprint }),
      // Without a promise of its own for what this throws: each costs.
      (failure: Parameters<typeof replyTo>[0]): CallReply => {
        try {
          const reply = replyTo(failure);
          if (!('error' in reply)) return reply;
          if (fits(reply.error.data)) return { error: reply.error, fingerprint };
          // The command was rolled back, because it ended with a contract error; the transport only knows that it ran.
          const problem = `it refused with ${reply.error.code}, whose data is larger than the ${maxBytes} bytes that the network takes`;
          return failureReply('MESSAGE_TOO_LARGE', problem);
        } catch (error) {
          return this.#unanswered(binding, request, error);
        }
      },
    );
  }
}

const refused = (problem: string): Promise<CallReply> => Promise.resolve(failureReply('CONTRACT_MISMATCH', problem));

const sentIn = ({ version, fingerprint }: CallRequest): string =>
  `the caller sent ${versionText(version, fingerprint)}`;

/** Names every version that a handler serves, the current one first. */
const versionsOf = ({ earlier, ...current }: LocalBinding): string =>
  [current, ...(earlier?.values() ?? [])].map(versionOf).join(' and ');

/** Whether a message belongs to a context. Names of the runtime's own messages also begin with the context. */
const isOf = (context: string, { message }: CallRequest): boolean => message.startsWith(`${context}.`);

function messageIn({ type }: LocalBinding, { content, key }: CallRequest): object {
  try {
    return decodeMessage(type, content, key);
  } catch (error) {
    return asError(error);
  }
}
