import { Content, type JsonValue } from '@multilith/contract';
import { protobufContent, protobufOf } from '@multilith/contract/protobuf';
import { MAIN_HOST } from '../../src/topology/topology.js';
import { LoopbackFollowers, LoopbackStreams } from './loopback-streams.js';
import type { CallRequest } from '../../src/transport/call-request.js';
import {
  TransportError,
  type AnnouncementListener,
  type CallReply,
  type Receiver,
  type Transport,
  type TransportFailure,
} from '../../src/transport/transport.js';

/** A fault of a call: it does not reach the callee, or its reply is lost. */
export type LoopbackFault = 'unreachable' | 'reply lost';

interface Service {
  readonly owner: LoopbackTransport;
  readonly receive: Receiver;
}

/**
 * A network inside one process, for tests that need another host but no server: messages cross it as UTF-8 bytes, one
 * turn of the event loop later. Counts calls and injects faults.
 */
export class LoopbackNetwork {
  /** All calls sent, in order. */
  readonly sent: { readonly context: string; readonly request: CallRequest }[] = [];
  /** Kind of the streams of its transports: `kept` as by a broker, `pushed` to the followers. Default: none */
  streams: 'kept' | 'pushed' | undefined;
  /** Where events in streams go. */
  readonly followers = new LoopbackFollowers();
  /** Returns the fault of a call. Default: none. */
  interfere: (context: string, request: CallRequest) => LoopbackFault | undefined = () => undefined;
  readonly #services = new Map<string, Service[]>();
  readonly #listeners = new Map<string, Set<AnnouncementListener>>();
  #next = 0;

  /**
   * @param maxMessageBytes longest content or answer, in bytes. Default: no limit
   * @param sendsProtobuf whether content that has a protobuf form crosses in it. Default: all content crosses as JSON
   */
  constructor(
    readonly maxMessageBytes?: number,
    readonly sendsProtobuf = false,
  ) {}

  /** A transport of its own for each host: `transports: { loopback: network.connect }`, or under any other name. */
  readonly connect = async ({ host }: { readonly host: string } = { host: MAIN_HOST }): Promise<Transport> =>
    new LoopbackTransport(this, host);

  /** Returns the number of calls of a message. */
  count(message: string): number {
    return this.sent.filter(({ request }) => request.message === message).length;
  }

  /** @internal one of the hosts that serve a context, in turn */
  serviceOf(context: string): Service | undefined {
    const services = this.#services.get(context) ?? [];
    return services[this.#next++ % services.length];
  }
  /** @internal */
  serve(context: string, service: Service): void {
    this.#services.set(context, [...(this.#services.get(context) ?? []), service]);
  }
  /** @internal */
  withdraw(owner: LoopbackTransport): void {
    for (const [context, services] of this.#services)
      this.#services.set(
        context,
        services.filter((service) => service.owner !== owner),
      );
  }
  /** @internal */
  listenersOf(context: string): Set<AnnouncementListener> {
    let listeners = this.#listeners.get(context);
    if (!listeners) this.#listeners.set(context, (listeners = new Set()));
    return listeners;
  }
}

class LoopbackTransport implements Transport {
  readonly name = 'loopback';
  readonly #waiting = new Set<(error: TransportError) => void>();
  readonly #running = new Set<Promise<unknown>>();
  #isClosed = false;
  readonly #listening: [string, AnnouncementListener][] = [];
  readonly streams: LoopbackStreams | undefined;

  constructor(
    private readonly network: LoopbackNetwork,
    private readonly host: string,
  ) {
    const { streams, followers } = network;
    if (streams) this.streams = new LoopbackStreams(followers, host, streams === 'pushed');
  }

  get maxMessageBytes(): number | undefined {
    return this.network.maxMessageBytes;
  }

  call(context: string, request: CallRequest): Promise<CallReply> {
    return this.#send(context, context, request);
  }

  askJournal(context: string, request: CallRequest): Promise<CallReply> {
    return this.#send(journalOf(context), context, request);
  }

  async #send(address: string, context: string, request: CallRequest): Promise<CallReply> {
    const { deadline, content, ...rest } = request;
    if (this.#isClosed) throw failure('UNREACHABLE', 'the transport is closed', false);
    if (deadline !== undefined && deadline <= Date.now())
      throw failure('DEADLINE_EXCEEDED', 'there was no time left', false);
    if (this.#isTooLarge(content)) throw failure('TOO_LARGE', 'the request is too large', false);
    const absent: Partial<CallRequest> = { key: undefined, principal: undefined };
    const arrived = { ...absent, ...overTheWire(rest), content: this.#overTheWire(content), host: this.host };
    this.network.sent.push({ context, request: { ...arrived, deadline } });
    const fault = this.network.interfere(context, request);
    const service = fault === 'unreachable' ? undefined : this.network.serviceOf(address);
    if (!service) throw failure('UNREACHABLE', `nobody serves '${context}'`, false);
    const { receive, owner } = service;
    return new Promise((resolve, reject) => {
      const giveUp = new AbortController();
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        this.#waiting.delete(fail);
        giveUp.abort();
        settle();
      };
      const fail = (error: TransportError): void => end(() => reject(error));
      const late = (): void => fail(failure('DEADLINE_EXCEEDED', 'no reply by the deadline', true));
      // An invalid deadline never fires; the callee has to refuse it.
      const timer = Number.isFinite(deadline) ? setTimeout(late, Math.max(0, deadline! - Date.now())) : undefined;
      this.#waiting.add(fail);
      void owner.#run(receive, { ...arrived, deadline }, giveUp.signal).then((reply) => {
        if (fault === 'reply lost') fail(failure('CONNECTION_LOST', 'the connection broke', true));
        else if (owner.#isTooLarge(contentIn(reply))) fail(failure('TOO_LARGE', 'the reply is too large', true));
        else end(() => resolve(this.#replyOverTheWire(reply)));
      });
    });
  }

  async serve(context: string, receive: Receiver): Promise<void> {
    this.network.serve(context, { owner: this, receive });
  }

  async serveJournal(context: string, receive: Receiver): Promise<void> {
    this.network.serve(journalOf(context), { owner: this, receive });
  }

  announce(context: string, content: JsonValue): void {
    for (const listener of this.network.listenersOf(context)) setImmediate(listener, overTheWire(content));
  }

  async listen(context: string, listener: AnnouncementListener): Promise<void> {
    this.network.listenersOf(context).add(listener);
    this.#listening.push([context, listener]);
  }

  async drain(): Promise<void> {
    this.network.withdraw(this);
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.network.withdraw(this);
    this.streams?.close();
    for (const [context, listener] of this.#listening) this.network.listenersOf(context).delete(listener);
    for (const fail of [...this.#waiting]) fail(failure('CONNECTION_LOST', 'the transport was closed', true));
  }

  /** Encodes content in the form that crosses the network, and returns its size in bytes. */
  encodedSize(content: Content): number {
    return this.#bytesOf(content)?.byteLength ?? Buffer.byteLength(content.json);
  }

  #bytesOf(content: Content): Uint8Array | undefined {
    return this.network.sendsProtobuf ? protobufOf(content) : undefined;
  }

  #isTooLarge(content: Content | undefined): boolean {
    return content !== undefined && this.encodedSize(content) > (this.network.maxMessageBytes ?? Infinity);
  }

  #overTheWire(content: Content): Content {
    const bytes = this.#bytesOf(content);
    return bytes ? protobufContent(bytes.slice()) : Content.ofText(throughBytes(content.json));
  }

  #replyOverTheWire(reply: CallReply): CallReply {
    if ('answer' in reply) return { ...reply, answer: this.#overTheWire(reply.answer) };
    if (!('error' in reply)) return overTheWire(reply);
    return { ...reply, error: { code: reply.error.code, data: this.#overTheWire(reply.error.data) } };
  }

  #run(receive: Receiver, request: CallRequest, signal: AbortSignal): Promise<CallReply> {
    const running = new Promise<void>((resolve) => setImmediate(resolve)).then(() => receive(request, signal));
    this.#running.add(running);
    void running.then(() => this.#running.delete(running));
    return running;
  }
}

const journalOf = (context: string): string => `${context} journal`;

const failure = (code: TransportFailure, message: string, mayHaveExecuted: boolean): TransportError =>
  new TransportError(code, message, mayHaveExecuted);

const throughBytes = (text: string): string => Buffer.from(text).toString();
const overTheWire = <T>(value: T): T => JSON.parse(throughBytes(JSON.stringify(value))) as T;

function contentIn(reply: CallReply): Content | undefined {
  if ('answer' in reply) return reply.answer;
  return 'error' in reply ? reply.error.data : undefined;
}
