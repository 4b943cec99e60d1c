import type { StreamMessage } from '@multilith/runtime/transport';
import { eachField, readName } from './control.js';
import type { FrameReader } from './frame-reader.js';
import type { FrameWriter } from './frame-writer.js';
import { MAX_FRAME_BYTES } from './limits.js';
import { MalformedFrame } from './malformed-frame.js';

/** Longest epoch or position, in bytes. */
const MAX_TEXT_BYTES = 64;

/** Maximum number of lanes of a journal. Followers keep something for each. */
const MAX_LANES = 1_024;

/** An event that was pushed, as JSON: it is parsed only if the reader does not have it already. */
export interface PushedEvent {
  readonly lane: number;
  readonly position: string;
  readonly previous: string;
  readonly json: string;
}

/** The events of a frame. They belong to one publisher and one epoch of its journal. */
export interface PushedEvents {
  readonly publisher: string;
  readonly epoch: string;
  readonly events: readonly PushedEvent[];
}

/** Maximum number of events in a frame. */
export const MAX_EVENTS = 1_024;

/** Writes a message for each series of events of the same epoch. @param jsons the events as JSON */
export function writeEvents(
  writer: FrameWriter,
  field: number,
  publisher: string,
  messages: readonly StreamMessage[],
  jsons: readonly string[],
): void {
  for (let i = 0; i < messages.length;) {
    const { epoch } = messages[i]!;
    const mark = writer.open(field);
    writer.text(1, publisher);
    writer.text(2, epoch);
    for (; i < messages.length && messages[i]!.epoch === epoch; i++) writeEvent(writer, 3, messages[i]!, jsons[i]!);
    writer.close(mark);
  }
}

function writeEvent(writer: FrameWriter, field: number, { event, previous }: StreamMessage, json: string): void {
  const mark = writer.open(field);
  writer.number(1, event.lane);
  writer.text(2, event.position);
  writer.text(3, previous);
  writer.text(4, json);
  writer.close(mark);
}

export function readEvents(reader: FrameReader): PushedEvents {
  let [publisher, epoch] = ['', ''];
  const events: PushedEvent[] = [];
  eachField(reader, (tag) => {
    if (tag === 10) publisher = readName(reader);
    else if (tag === 18) epoch = reader.text(MAX_TEXT_BYTES);
    else if (tag !== 26) reader.skip(tag);
    else if (events.push(readEvent(reader)) > MAX_EVENTS) throw new MalformedFrame('a frame has too many events');
  });
  return { publisher, epoch, events };
}

function readEvent(reader: FrameReader): PushedEvent {
  let [lane, position, previous, json] = [0, '', '', ''];
  eachField(reader, (tag) => {
    if (tag === 8) lane = reader.number();
    else if (tag === 18) position = reader.text(MAX_TEXT_BYTES);
    else if (tag === 26) previous = reader.text(MAX_TEXT_BYTES);
    else if (tag === 34) json = reader.text(MAX_FRAME_BYTES);
    else reader.skip(tag);
  });
  if (lane >= MAX_LANES) throw new MalformedFrame('a lane is too large');
  return { lane, position, previous, json };
}
