import { Content, type JsonValue } from '@multilith/contract';
import type { CallerSignal } from '../../call/caller-signal.js';
import type { CallRequest } from '../call-request.js';
import type { CallReply, Receiver, Transport } from '../transport.js';
import { plain, type PlainReply } from './transport-world.js';

/** A request with a JSON value as its content. */
export type PlainRequest = Omit<CallRequest, 'content'> & { readonly content: JsonValue };

type PlainReceiver = (request: PlainRequest, signal: CallerSignal) => Promise<PlainReply>;

/** A transport for specs that read and compare JSON values instead of content. */
export type JsonHost<T extends Transport> = Omit<T, 'call' | 'askJournal' | 'serve' | 'serveJournal'> & {
  call(context: string, request: CallRequest): Promise<PlainReply>;
  askJournal(context: string, request: CallRequest): Promise<PlainReply>;
  serve(context: string, receive: PlainReceiver): Promise<void>;
  serveJournal(context: string, receive: PlainReceiver): Promise<void>;
};

/** Changes a transport so that its receivers get and return JSON values, and its calls resolve to them. */
export function jsonHost<T extends Transport>(transport: T): JsonHost<T> {
  const { call, askJournal, serve, serveJournal } = transport;
  const calling = (send: Transport['call']) => async (context: string, request: CallRequest) =>
    plain(await send.call(transport, context, request));
  const serving = (start: Transport['serve']) => (context: string, receive: PlainReceiver) =>
    start.call(transport, context, plainly(receive));
  return Object.assign(transport, {
    call: calling(call),
    askJournal: calling(askJournal),
    serve: serving(serve),
    serveJournal: serving(serveJournal),
  }) as unknown as JsonHost<T>;
}

/** Returns a receiver of a transport for one that gets and returns JSON values. */
export const plainly =
  (receive: PlainReceiver): Receiver =>
  async ({ content, ...request }, signal) =>
    encodable(await receive({ ...request, content: content.value }, signal));

function encodable(reply: PlainReply): CallReply {
  if ('answer' in reply) return { ...reply, answer: Content.ofJson(reply.answer) };
  return 'error' in reply
    ? { ...reply, error: { code: reply.error.code, data: Content.ofJson(reply.error.data) } }
    : reply;
}
