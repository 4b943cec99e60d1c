import {
  readAnnouncement,
  readFlag,
  readServes,
  readWelcome,
  writeAnnouncement,
  writeFlag,
  writeServes,
  writeWelcome,
  type Announcement,
  type Serves,
  type Welcome,
} from './control.js';
import { numbersIn } from './caller-frame.js';
import { MAX_EVENTS, readEvents, writeEvents, type PushedEvents } from './events.js';
import { FrameReader } from './frame-reader.js';
import { FrameWriter } from './frame-writer.js';
import { MAX_FRAME_BYTES, MAX_PARTS } from './limits.js';
import { MalformedFrame } from './malformed-frame.js';
import { readReply, writeReply, type ArrivedReply, type Outcome } from './reply.js';
import type { StreamMessage } from '@multilith/runtime/transport';

/** Handles the parts of a frame that a callee has sent, in their order. */
export interface CalleeFrameHandler {
  welcome(welcome: Welcome): void;
  reply(reply: ArrivedReply): void;
  servesMore(serves: Serves): void;
  acknowledged(numbers: readonly number[]): void;
  /** @param reopen whether a new link to the same address may be opened */
  leaving(reopen: boolean): void;
  announced(announcement: Announcement): void;
  events(events: PushedEvents): void;
}

const [REPLIES, WELCOME, SERVES, ACKNOWLEDGED, LEAVING, ANNOUNCEMENTS, EVENTS] = [2, 5, 6, 8, 9, 11, 14] as const;
const writer = new FrameWriter();

/** A reply that waits for the end of the turn. Its content has been encoded. */
export interface WaitingReply {
  readonly id: number;
  readonly reply: Outcome;
  /** Size in bytes, or an upper bound. */
  readonly bytes: number;
}

export function repliesFrame(replies: readonly WaitingReply[]): Buffer {
  for (const { id, reply } of replies) writeReply(writer, REPLIES, id, reply);
  return writer.take();
}

export function welcomeFrame(welcome: Omit<Welcome, 'version'>): Buffer {
  writeWelcome(writer, WELCOME, welcome);
  return writer.take();
}

export function servesFrame(serves: Serves): Buffer {
  writeServes(writer, SERVES, serves);
  return writer.take();
}

export function calleeAcknowledgement(number: number): Buffer {
  writer.numbers(ACKNOWLEDGED, [number]);
  return writer.take();
}

export function leavingFrame(reopen: boolean): Buffer {
  writeFlag(writer, LEAVING, reopen);
  return writer.take();
}

export function announcementFrame(announcement: Announcement): Buffer {
  writeAnnouncement(writer, ANNOUNCEMENTS, announcement);
  return writer.take();
}

/** Bytes of events after which a frame ends. */
const MAX_EVENTS_BYTES = 64 * 1024;

/** Returns events in frames of usual size. Events that are larger than a frame may be are left out. */
export function eventsFrames(publisher: string, messages: readonly StreamMessage[]): Buffer[] {
  const frames: Buffer[] = [];
  const jsons = messages.map(({ event }) => JSON.stringify(event));
  let first = 0;
  let bytes = 0;
  for (let i = 0; i <= messages.length; i++) {
    const next = i < messages.length ? jsons[i]!.length : Infinity;
    if (i > first && (bytes + next > MAX_EVENTS_BYTES || i - first === MAX_EVENTS)) {
      writeEvents(writer, EVENTS, publisher, messages.slice(first, i), jsons.slice(first, i));
      const frame = writer.take();
      if (frame.length <= MAX_FRAME_BYTES) frames.push(frame);
      [first, bytes] = [i, 0];
    }
    bytes += next;
  }
  return frames;
}

/** Reads a frame of a callee. @throws MalformedFrame */
export function readCalleeFrame(bytes: Buffer, to: CalleeFrameHandler): void {
  const reader = new FrameReader(bytes);
  for (let parts = 0; reader.more; parts++) {
    if (parts === MAX_PARTS) throw new MalformedFrame('a frame has too many parts');
    const tag = reader.tag();
    switch (tag) {
      case 18:
        to.reply(readReply(reader));
        break;
      case 42:
        to.welcome(readWelcome(reader));
        break;
      case 50:
        to.servesMore(readServes(reader));
        break;
      case 64:
      case 66:
        to.acknowledged(numbersIn(reader, tag));
        break;
      case 74:
        to.leaving(readFlag(reader));
        break;
      case 90:
        to.announced(readAnnouncement(reader));
        break;
      case 114:
        to.events(readEvents(reader));
        break;
      default:
        reader.skip(tag);
    }
  }
}
