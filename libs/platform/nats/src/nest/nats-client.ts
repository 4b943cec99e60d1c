import { randomBytes } from 'node:crypto';
import { ClientProxy, type ReadPacket, type WritePacket } from '@nestjs/microservices';
import { Content, type JsonValue } from '@multilith/contract';
import { currentTrace } from '@multilith/runtime/observe';
import { RemoteCallError } from '@multilith/runtime';
import type { CallReply } from '@multilith/runtime/transport';
import { connectNats } from '../connect-nats.js';
import type { NatsStatus, NatsTransport } from '../nats-transport.js';
import type { NatsOptions } from '../nats-options.js';
import type { NatsEvents } from './nats-events.js';
import { RemoteHandlerError } from './remote-handler-error.js';

export interface NatsClientOptions extends NatsOptions {
  /** Name of the called microservice. */
  readonly context: string;
  /** Timeout of a call in milliseconds. Default: 30,000. */
  readonly timeout?: number;
  /** A transport to share, which stays open. Default: the client connects at its first call. */
  readonly transport?: NatsTransport;
}

/**
 * Nest's `ClientProxy` on the multiplexer. `send` emits one value, or fails with a `RemoteHandlerError` (the handler
 * refused), a `RemoteCallError` (it failed) or a `TransportError` (no reply); `emit` announces, at most once.
 *
 * @example
 * const prices = new NatsClient({ context: 'prices', url: 'nats://127.0.0.1:4222' });
 * const price = await firstValueFrom(prices.send('price', { sku: 'cup' }));
 */
export class NatsClient extends ClientProxy<NatsEvents, NatsStatus> {
  #transport: Promise<NatsTransport> | undefined;

  constructor(private readonly options: NatsClientOptions) {
    super();
  }

  connect(): Promise<NatsTransport> {
    return (this.#transport ??= this.#connect());
  }

  /** Disconnects; a shared transport stays open. */
  async close(): Promise<void> {
    const transport = this.#transport;
    this.#transport = undefined;
    if (!this.options.transport) await (await transport)?.close();
  }

  /** Reports a lost or restored connection: `on('status', …)`. */
  override on<Event extends keyof NatsEvents>(_event: Event, callback: NatsEvents[Event]): void {
    this.status.subscribe((status) => callback(status));
  }

  /** Returns the transport, as a promise; `undefined` before the first call. */
  unwrap<T = Promise<NatsTransport> | undefined>(): T {
    return this.#transport as T;
  }

  protected publish(packet: ReadPacket, callback: (packet: WritePacket) => void): () => void {
    let wanted = true;
    const pattern = this.normalizePattern(packet.pattern);
    this.#call(pattern, packet.data as JsonValue).then(
      (response) => wanted && callback({ response, isDisposed: true }),
      (err: unknown) => wanted && callback({ err, isDisposed: true }),
    );
    return () => {
      wanted = false;
    };
  }

  protected async dispatchEvent<T = void>(packet: ReadPacket): Promise<T> {
    const pattern = this.normalizePattern(packet.pattern);
    (await this.connect()).announce(this.options.context, { pattern, data: (packet.data as JsonValue) ?? null });
    return undefined as T;
  }

  async #connect(): Promise<NatsTransport> {
    try {
      const transport = this.options.transport ?? (await connectNats(this.options));
      transport.onStatus((status) => this._status$.next(status));
      return transport;
    } catch (error) {
      // The next call tries again.
      this.#transport = undefined;
      throw error;
    }
  }

  async #call(pattern: string, data: JsonValue | undefined): Promise<JsonValue> {
    const { context, host = 'monolith', timeout = 30_000 } = this.options;
    const deadline = Date.now() + timeout;
    const reply: CallReply = await (
      await this.connect()
    ).call(context, {
      host,
      message: pattern,
      version: 1,
      content: Content.ofJson(data ?? null),
      caller: { kind: 'edge', name: host },
      key: undefined,
      deadline,
      principal: undefined,
      trace: currentTrace() ?? { traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') },
    });
    if ('answer' in reply) return reply.answer.value;
    if ('error' in reply) throw new RemoteHandlerError(pattern, reply.error.data.value);
    const { code, mayHaveExecuted, problem } = reply.failure;
    throw new RemoteCallError(code, { message: pattern, from: host, to: context, mayHaveExecuted, problem });
  }
}
