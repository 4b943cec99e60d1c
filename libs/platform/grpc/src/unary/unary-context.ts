import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import type { CallReply, CallRequest, Receiver } from '@multilith/runtime/transport';
import { clientOf, type Client, type ClientRules } from './arrival/client.js';
import { requestOf } from './arrival/request-of.js';
import { DEFAULT_UNARY_LIMITS, RunningCalls, type UnaryLimits } from './running-calls.js';
import { sendReply } from './send-reply.js';
import { refusalStatus } from './status/reply-status.js';
import { UnaryRefusal } from './status/unary-refusal.js';
import { UnaryCall } from './unary-call.js';
import type { UnaryMethod, UnaryService } from './unary-methods.js';

/** Options of the services of contracts. */
export interface UnaryOptions extends ClientRules {
  readonly limits?: Partial<UnaryLimits> | undefined;
}

/** A context that is served to clients: answers their calls. */
export class UnaryContext {
  readonly #context: string;
  readonly #receive: Receiver;
  readonly #options: UnaryOptions;
  readonly #running: RunningCalls;
  #draining = false;

  constructor(context: string, receive: Receiver, options: UnaryOptions) {
    this.#context = context;
    this.#receive = receive;
    this.#options = options;
    this.#running = new RunningCalls({ ...DEFAULT_UNARY_LIMITS, ...options.limits });
  }

  /** Refuses new calls, and resolves once the running ones are answered. */
  drain(): Promise<void> {
    this.#draining = true;
    return this.#running.settled();
  }

  /** Answers one call. */
  answer(
    call: ServerUnaryCall<Buffer, Buffer>,
    done: sendUnaryData<Buffer>,
    service: UnaryService,
    method: UnaryMethod,
  ): void {
    const { length } = call.request;
    let client: Client;
    let request: CallRequest;
    try {
      client = this.#admit(call);
      request = requestOf(call, method, client);
      if (!this.#running.start(client.name, length))
        throw new UnaryRefusal('OVERLOADED', `'${this.#context}' already has the maximum number of running calls`);
    } catch (error) {
      if (!(error instanceof UnaryRefusal)) throw error;
      return done(refusalStatus(error));
    }
    const end = (reply: CallReply): void => {
      this.#running.end(client.name, length);
      sendReply(reply, done, service, method);
    };
    // A receiver that throws is a defect; clients get no details of it.
    const broken = (): void => end({ failure: { code: 'INTERNAL', mayHaveExecuted: method.kind === 'command' } });
    try {
      this.#receive(request, new UnaryCall(call)).then(end, broken);
    } catch {
      broken();
    }
  }

  /** @throws UnaryRefusal */
  #admit(call: ServerUnaryCall<Buffer, Buffer>): Client {
    if (this.#draining) throw new UnaryRefusal('UNAVAILABLE', 'this instance is shutting down');
    return clientOf(call, this.#context, this.#options);
  }
}
