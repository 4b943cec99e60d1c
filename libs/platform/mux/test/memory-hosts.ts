import { Content } from '@multilith/contract';
import type { CallReply, CallRequest, Receiver } from '@multilith/runtime/transport';
import { TransportError } from '@multilith/runtime/transport';
import {
  DEFAULT_LIMITS,
  OutgoingCalls,
  ServedCalls,
  Turn,
  type CallCarrier,
  type CallDestination,
  type CallingProcess,
  type CallLimits,
  type CallSender,
  type PendingCall,
  type Refusal,
  type ReplyCarrier,
  type RunningCall,
  type ServedContext,
  type Wire,
} from '../src/index.js';

/** A host that calls are sent to. */
export interface MemoryWire extends Wire {
  readonly encoded: CallRequest;
  readonly address: { readonly callees: readonly MemoryCallee[] };
  readonly peer: MemoryCallee;
}

interface Reply {
  readonly id: number;
  readonly reply?: CallReply;
  readonly refusal?: Refusal;
  readonly isRunning?: boolean;
}

/** A calling process as a callee knows it. */
export interface MemoryPeer {
  readonly replies: Reply[];
  receive(replies: readonly Reply[]): void;
}

/** Calls the contexts of callees in the same process, with a turn of the event loop between any two messages. */
export class MemoryCaller implements CallCarrier<MemoryWire> {
  readonly calls: OutgoingCalls<MemoryWire>;
  /** The numbers of the calls of each message. */
  readonly messages: number[][] = [];
  /** The numbers of cancelled calls. */
  readonly cancelled: number[] = [];
  readonly host: string;
  readonly #links = new Map<MemoryCallee, CallingProcess<MemoryPeer>>();
  readonly #peer: MemoryPeer = { replies: [], receive: (replies) => this.#receive(replies) };
  #turn = 0;
  isConnected = true;

  constructor(limits: Partial<CallLimits> = {}, { host = 'desk', watchSilence = false } = {}) {
    this.host = host;
    this.calls = new OutgoingCalls(this, { ...DEFAULT_LIMITS, ...limits }, { watchSilence });
  }

  send(destination: CallDestination<MemoryWire>, batch: readonly PendingCall<MemoryWire>[], now: number): boolean {
    const { callees } = destination.address;
    if (!this.isConnected || callees.length === 0) return false;
    const callee = callees[this.#turn++ % callees.length]!;
    for (const call of batch) call.sentTo = callee;
    this.messages.push(batch.map(({ id }) => id));
    const calls = batch.map((call) => ({ id: call.id, encoded: call.encoded, left: call.timeLeft(now) }));
    const link = this.#linkTo(callee);
    setImmediate(() => callee.arrive(link, destination.context, calls));
    return true;
  }

  unreachable({ context }: CallDestination<MemoryWire>): TransportError {
    return new TransportError('UNREACHABLE', `no host serves ${context}`, false);
  }

  cancel(_destination: CallDestination<MemoryWire>, calls: readonly PendingCall<MemoryWire>[]): void {
    for (const call of calls) {
      this.cancelled.push(call.id);
      this.#linkTo(call.sentTo!).cancel([call.id]);
    }
  }

  /** The connection to a callee breaks. */
  lose(callee: MemoryCallee): void {
    const link = this.#links.get(callee);
    this.#links.delete(callee);
    if (link) callee.served.disconnect(link);
    this.calls.failSent(
      ({ sentTo }) => sentTo === callee,
      () => new TransportError('CONNECTION_LOST', 'the callee was lost', true),
    );
  }

  #linkTo(callee: MemoryCallee): CallingProcess<MemoryPeer> {
    const known = this.#links.get(callee);
    if (known) return known;
    const link = callee.served.connect(this.host, this.#peer);
    this.#links.set(callee, link);
    return link;
  }

  #receive(replies: readonly Reply[]): void {
    for (const { id, reply, refusal, isRunning } of replies) {
      const call = this.calls.get(id);
      if (!call) continue;
      if (isRunning) this.calls.signOfLife(call, false);
      else if (reply) this.calls.answer(call, reply);
      else if (refusal)
        this.calls.fail(call, new TransportError(refusal.code, refusal.problem, refusal.mayHaveExecuted));
    }
  }
}

/** Serves contexts to callers in the same process. */
export class MemoryCallee implements ReplyCarrier<MemoryPeer> {
  readonly served: ServedCalls<MemoryPeer>;
  /** The number of replies of each message. */
  readonly messages: number[] = [];
  readonly #contexts = new Map<string, ServedContext<MemoryPeer>>();
  readonly #turn = new Turn<MemoryPeer>((peer) => {
    const replies = peer.replies.splice(0);
    this.messages.push(replies.length);
    setImmediate(() => peer.receive(replies));
  });
  readonly signOfLife?: (call: RunningCall<MemoryPeer>) => void;

  constructor({ showsLife = false } = {}) {
    if (showsLife)
      this.signOfLife = (call) => this.#add(call.message.from.peer, { id: call.id, isRunning: true }, false);
    this.served = new ServedCalls(this);
  }

  serve(context: string, receive: Receiver, limits: Partial<CallLimits> = {}): ServedContext<MemoryPeer> {
    const served = this.served.serve(context, receive, { ...DEFAULT_LIMITS, ...limits });
    this.#contexts.set(context, served);
    return served;
  }

  arrive(
    from: CallingProcess<MemoryPeer>,
    context: string,
    calls: readonly { readonly id: number; readonly encoded: CallRequest; readonly left: number }[],
  ): void {
    const served = this.#contexts.get(context)!;
    const message = served.open(from, JSON.stringify(calls).length)!;
    for (const { id, encoded, left } of calls) served.admit(message, id, { ...encoded, deadline: Date.now() + left });
    served.run(message);
  }

  reply(call: RunningCall<MemoryPeer>, reply: CallReply, alone: boolean): void {
    if ('answer' in reply && reply.answer.json === '"unwritable"') throw new Error('the answer cannot be written');
    this.#add(call.message.from.peer, { id: call.id, reply }, alone);
  }

  refuse({ peer }: CallSender<MemoryPeer>, id: number, refusal: Refusal): void {
    this.#add(peer, { id, refusal }, false);
  }

  flush(): void {
    this.#turn.flush();
  }

  #add(peer: MemoryPeer, reply: Reply, alone: boolean): void {
    if (peer.replies.push(reply) === 1) this.#turn.add(peer, alone);
  }
}

/** Answers with the content of the call. */
export const echo: Receiver = async ({ content }) => ({ answer: content });

/** A call, with what matters to a spec. */
export const aRequest = (value: string | number | null = null): CallRequest => ({
  host: 'desk',
  message: 'tea.Brew',
  version: 1,
  content: Content.ofJson(value),
  caller: { kind: 'edge', name: 'desk' },
  key: undefined,
  deadline: undefined,
  principal: undefined,
  trace: { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' },
});

/** Returns the answer of a reply as a value, or the reply itself. */
export const valueOf = (reply: CallReply): unknown => ('answer' in reply ? reply.answer.value : reply);
