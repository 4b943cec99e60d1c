import type { PendingCall } from '@multilith/mux';
import type { CallRequest } from '@multilith/runtime/transport';
import { readCall, writeCall, type ArrivedCall, type BadCall } from './call.js';
import {
  channelNumber,
  eachField,
  readChannel,
  readHello,
  readListen,
  readName,
  readFlag,
  readNamed,
  readNumbers,
  writeFlag,
  writeHello,
  writeListen,
  writeNamed,
  type Channel,
  type Hello,
  type Listen,
} from './control.js';
import { FrameReader } from './frame-reader.js';
import { FrameWriter } from './frame-writer.js';
import { MAX_CALLS, MAX_NUMBERS, MAX_PARTS } from './limits.js';
import { MalformedFrame } from './malformed-frame.js';

/** Calls of a frame to one context. */
export interface CallGroup {
  readonly context: string;
  readonly channel: Channel;
  readonly calls: readonly (ArrivedCall | BadCall)[];
}

/** Handles the parts of a frame that a caller has sent, in their order. */
export interface CallerFrameHandler {
  /** The host that has proven to be the sender. */
  readonly host: string;
  hello(hello: Hello): void;
  /** @param bytes size of the frame */
  calls(group: CallGroup, bytes: number): void;
  cancelled(ids: readonly number[]): void;
  listen(listen: Listen): void;
  acknowledged(numbers: readonly number[]): void;
  /** @param bulk whether the bulk stream has its own */
  left(bulk: boolean): void;
  follow(publisher: string): void;
  unfollow(publisher: string): void;
}

const [CALLS, CANCELLED, HELLO, LISTENS, ACKNOWLEDGED, LEFT, FOLLOW, UNFOLLOW] = [1, 3, 4, 7, 8, 10, 12, 13] as const;
const writer = new FrameWriter();

/** The calls of a batch, as they are written. */
export type WrittenCall = Pick<PendingCall, 'id' | 'timeLeft'> & { readonly encoded: CallRequest };

/** Returns a frame with the calls of a batch. Their contents have been encoded before. */
export function callsFrame(context: string, channel: Channel, batch: readonly WrittenCall[], now: number): Buffer {
  const mark = writer.open(CALLS);
  writer.text(1, context);
  writer.number(2, channelNumber(channel));
  for (const call of batch) writeCall(writer, 3, call.id, call.timeLeft(now), call.encoded);
  writer.close(mark);
  return writer.take();
}

export function cancelFrame(ids: readonly number[]): Buffer {
  for (let i = 0; i < ids.length; i += MAX_NUMBERS) writer.numbers(CANCELLED, ids.slice(i, i + MAX_NUMBERS));
  return writer.take();
}

export function helloFrame(hello: Omit<Hello, 'version'>): Buffer {
  writeHello(writer, HELLO, hello);
  return writer.take();
}

export function listenFrame(listen: Listen): Buffer {
  writeListen(writer, LISTENS, listen);
  return writer.take();
}

export function callerAcknowledgement(number: number): Buffer {
  writer.numbers(ACKNOWLEDGED, [number]);
  return writer.take();
}

export function leftFrame(bulk: boolean): Buffer {
  writeFlag(writer, LEFT, bulk);
  return writer.take();
}

export function followFrame(publisher: string, follows: boolean): Buffer {
  writeNamed(writer, follows ? FOLLOW : UNFOLLOW, publisher);
  return writer.take();
}

/** Reads a frame of a caller. @throws MalformedFrame */
export function readCallerFrame(bytes: Buffer, now: number, to: CallerFrameHandler): void {
  const reader = new FrameReader(bytes);
  const room = { calls: MAX_CALLS };
  for (let parts = 0; reader.more; parts++) {
    if (parts === MAX_PARTS) throw new MalformedFrame('a frame has too many parts');
    const tag = reader.tag();
    switch (tag) {
      case 10:
        to.calls(readCalls(reader, to.host, now, room), bytes.length);
        break;
      case 24:
      case 26:
        to.cancelled(numbersIn(reader, tag));
        break;
      case 34:
        to.hello(readHello(reader));
        break;
      case 58:
        to.listen(readListen(reader));
        break;
      case 64:
      case 66:
        to.acknowledged(numbersIn(reader, tag));
        break;
      case 82:
        to.left(readFlag(reader));
        break;
      case 98:
        to.follow(readNamed(reader));
        break;
      case 106:
        to.unfollow(readNamed(reader));
        break;
      default:
        reader.skip(tag);
    }
  }
}

/** Reads the first frame of a stream. @throws MalformedFrame if it is not a Hello */
export function readHelloFrame(bytes: Buffer): Hello {
  const reader = new FrameReader(bytes);
  if (!reader.more || reader.tag() !== 34) throw new MalformedFrame('the first frame is not a Hello');
  return readHello(reader);
}

/** @param room how many calls the frame may still have */
function readCalls(reader: FrameReader, host: string, now: number, room: { calls: number }): CallGroup {
  let context = '';
  let channel: Channel = 'call';
  const calls: (ArrivedCall | BadCall)[] = [];
  eachField(reader, (tag) => {
    if (tag === 26) {
      if (--room.calls < 0) throw new MalformedFrame(`a frame has more than ${MAX_CALLS} calls`);
      calls.push(readCall(reader, host, now));
    } else if (tag === 10) context = readName(reader);
    else if (tag === 16) channel = readChannel(reader);
    else reader.skip(tag);
  });
  return { context, channel, calls };
}

export function numbersIn(reader: FrameReader, tag: number): number[] {
  const numbers: number[] = [];
  readNumbers(reader, (tag & 7) === 2, numbers);
  return numbers;
}
