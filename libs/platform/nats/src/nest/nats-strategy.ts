import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import { Content, type JsonValue } from '@multilith/contract';
import type { CallerSignal, CallReply, CallRequest } from '@multilith/runtime/transport';
import { connectNats } from '../connect-nats.js';
import type { NatsStatus, NatsTransport } from '../nats-transport.js';
import type { NatsOptions } from '../nats-options.js';
import { cut } from '../wire/cut.js';
import { NatsCallContext } from './nats-call-context.js';
import type { NatsEvents } from './nats-events.js';
import { HANDLER_ERROR } from './remote-handler-error.js';

export interface NatsStrategyOptions extends NatsOptions {
  /** Name of this microservice, as its callers use it. */
  readonly context: string;
  /** A transport to share, which stays open. Default: the strategy connects itself. */
  readonly transport?: NatsTransport;
}

/** An announcement for `@EventPattern` handlers. */
type Announced = { pattern: string; data: JsonValue };

/**
 * Runs a NestJS microservice on the multiplexer: `@MessagePattern` handlers answer calls, through guards, pipes,
 * interceptors and filters, with the last value that they emit; `@EventPattern` handlers of every instance receive
 * announcements, at most once. Contexts of Multilith do not need it: the runtime answers their calls without Nest's
 * microservice stack.
 *
 * @example
 * app.connectMicroservice({ strategy: new NatsStrategy({ context: 'prices', url: 'nats://127.0.0.1:4222' }) });
 */
export class NatsStrategy extends Server<NatsEvents, NatsStatus> implements CustomTransportStrategy {
  override transportId = Symbol.for('multilith.nats');
  #transport: NatsTransport | undefined;

  constructor(private readonly options: NatsStrategyOptions) {
    super();
  }

  /** Connects and serves. An error is passed to `callback`, as Nest expects. */
  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      const { context, transport } = this.options;
      this.#transport = transport ?? (await connectNats({ host: context, ...this.options }));
      this.#transport.onStatus((status) => this._status$.next(status));
      const handlers = [...this.getHandlers().values()];
      if (handlers.some(({ isEventHandler }) => !isEventHandler))
        await this.#transport.serve(context, (request, signal) => this.#answer(request, signal));
      if (handlers.some(({ isEventHandler }) => isEventHandler))
        await this.#transport.listen(context, (content) => void this.#hear(content));
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** Finishes running calls and disconnects; a shared transport stays open. */
  async close(): Promise<void> {
    if (this.options.transport) return;
    await this.#transport?.drain();
    await this.#transport?.close();
  }

  /** Reports a lost or restored connection: `on('status', …)`. */
  on<Event extends keyof NatsEvents>(_event: Event, callback: NatsEvents[Event]): void {
    this.status.subscribe((status) => callback(status));
  }

  /** Returns the transport, once it listens. */
  unwrap<T = NatsTransport>(): T {
    return this.#transport as T;
  }

  async #answer(request: CallRequest, signal: CallerSignal): Promise<CallReply> {
    const handler = this.getHandlerByPattern(request.message);
    if (!handler || handler.isEventHandler)
      return {
        failure: {
          code: 'CONTRACT_MISMATCH',
          mayHaveExecuted: false,
          problem: `${this.options.context} has no handler for ${cut(request.message)}`,
        },
      };
    const context = new NatsCallContext([request, signal]);
    return new Promise((resolve) =>
      this.runWithProcessingHooks(context, async (end) => {
        resolve(await lastAnswer(handler, request.content.value, context));
        end();
      }),
    );
  }

  async #hear(content: JsonValue): Promise<void> {
    if (!isAnnounced(content) || !this.getHandlerByPattern(content.pattern)?.isEventHandler) return;
    const signal = { aborted: false, addEventListener: () => {} };
    const request = announcement(this.options.context, content);
    await this.handleEvent(content.pattern, content, new NatsCallContext([request, signal])).catch((error: unknown) =>
      this.logger.error(error),
    );
  }
}

async function lastAnswer(handler: MessageHandler, content: JsonValue, context: NatsCallContext): Promise<CallReply> {
  try {
    const result: unknown = await handler(content, context);
    const answer = isObservableLike(result) ? await lastValueFrom(result, { defaultValue: null }) : result;
    return { answer: Content.ofJson((answer ?? null) as JsonValue) };
  } catch (error) {
    return { error: { code: HANDLER_ERROR, data: Content.ofJson(plain(error)) } };
  }
}

/**
 * Converts an error to JSON. Nest's filters have usually made it plain; of an error that escaped them, only the message
 * is sent.
 */
function plain(error: unknown): JsonValue {
  return error instanceof Error ? { status: 'error', message: error.message } : ((error ?? null) as JsonValue);
}

const isObservableLike = (value: unknown): value is Parameters<typeof lastValueFrom<unknown>>[0] =>
  typeof (value as { subscribe?: unknown } | null | undefined)?.subscribe === 'function';

const isAnnounced = (content: JsonValue): content is Announced =>
  typeof (content as { pattern?: unknown } | null)?.pattern === 'string';

const announcement = (context: string, { pattern, data }: Announced): CallRequest => ({
  host: context,
  message: pattern,
  version: 1,
  content: Content.ofJson(data ?? null),
  caller: { kind: 'edge', name: context },
  key: undefined,
  deadline: undefined,
  principal: undefined,
  trace: { traceId: '', spanId: '' },
});
