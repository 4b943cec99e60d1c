import { isHostName } from '@multilith/runtime/transport';
import type { FrameReader } from './frame-reader.js';
import type { FrameWriter } from './frame-writer.js';
import { LINK_VERSION, MAX_CONTEXTS, MAX_FRAME_BYTES, MAX_ID_BYTES, MAX_NAME_BYTES, MAX_NUMBERS } from './limits.js';
import { MalformedFrame } from './malformed-frame.js';

/** Kinds of requests: calls, or questions about a journal. */
export type Channel = 'call' | 'journal';

const CHANNELS = ['call', 'journal'] as const;
export const channelNumber = (channel: Channel): number => CHANNELS.indexOf(channel);
export function readChannel(reader: FrameReader): Channel {
  const channel = CHANNELS[reader.number()];
  if (!channel) throw new MalformedFrame('a channel is unknown');
  return channel;
}

/** The first frame of a stream, see `link.proto`. */
export interface Hello {
  readonly version: number;
  readonly host: string;
  readonly link: string;
  readonly listens: readonly string[];
}

/** The answer to the first frame of an exchange. */
export interface Welcome {
  readonly version: number;
  readonly instance: string;
  readonly calls: readonly string[];
  readonly journals: readonly string[];
  readonly debugging: boolean;
}

/** The callee serves something more. */
export interface Serves {
  readonly number: number;
  readonly context: string;
  readonly channel: Channel;
}

/** The caller listens to one more context. */
export interface Listen {
  readonly number: number;
  readonly context: string;
}

export interface Announcement {
  readonly context: string;
  readonly json: string;
}

/** Reads a name of a host or context. */
export function readName(reader: FrameReader): string {
  const name = reader.text(MAX_NAME_BYTES);
  if (!isHostName(name)) throw new MalformedFrame('a name is not that of a host or context');
  return name;
}

export function writeHello(writer: FrameWriter, field: number, { host, link, listens }: Omit<Hello, 'version'>): void {
  const mark = writer.open(field);
  writer.number(1, LINK_VERSION);
  writer.text(2, host);
  writer.text(3, link);
  for (const context of listens) writer.text(4, context);
  writer.close(mark);
}

export function readHello(reader: FrameReader): Hello {
  let [version, host, link] = [0, '', ''];
  const listens: string[] = [];
  eachField(reader, (tag) => {
    if (tag === 8) version = reader.number();
    else if (tag === 18) host = readName(reader);
    else if (tag === 26) link = reader.text(MAX_ID_BYTES);
    else if (tag === 34) addName(listens, reader);
    else reader.skip(tag);
  });
  if (host === '' || link === '') throw new MalformedFrame('a caller does not give its name');
  return { version, host, link, listens };
}

export function writeWelcome(writer: FrameWriter, field: number, welcome: Omit<Welcome, 'version'>): void {
  const mark = writer.open(field);
  writer.number(1, LINK_VERSION);
  writer.text(2, welcome.instance);
  for (const context of welcome.calls) writer.text(3, context);
  for (const context of welcome.journals) writer.text(4, context);
  writer.number(5, welcome.debugging);
  writer.close(mark);
}

export function readWelcome(reader: FrameReader): Welcome {
  let [version, instance, debugging] = [0, '', false];
  const calls: string[] = [];
  const journals: string[] = [];
  eachField(reader, (tag) => {
    if (tag === 8) version = reader.number();
    else if (tag === 18) instance = reader.text(MAX_ID_BYTES);
    else if (tag === 26) addName(calls, reader);
    else if (tag === 34) addName(journals, reader);
    else if (tag === 40) debugging = reader.boolean();
    else reader.skip(tag);
  });
  return { version, instance, calls, journals, debugging };
}

export function writeServes(writer: FrameWriter, field: number, { number, context, channel }: Serves): void {
  const mark = writer.open(field);
  writer.number(1, number);
  writer.text(2, context);
  writer.number(3, channelNumber(channel));
  writer.close(mark);
}

export function readServes(reader: FrameReader): Serves {
  let [number, context, channel]: [number, string, Channel] = [0, '', 'call'];
  eachField(reader, (tag) => {
    if (tag === 8) number = reader.number();
    else if (tag === 18) context = readName(reader);
    else if (tag === 24) channel = readChannel(reader);
    else reader.skip(tag);
  });
  return { number, context, channel };
}

export function writeListen(writer: FrameWriter, field: number, { number, context }: Listen): void {
  const mark = writer.open(field);
  writer.number(1, number);
  writer.text(2, context);
  writer.close(mark);
}

export function readListen(reader: FrameReader): Listen {
  let [number, context] = [0, ''];
  eachField(reader, (tag) => {
    if (tag === 8) number = reader.number();
    else if (tag === 18) context = readName(reader);
    else reader.skip(tag);
  });
  return { number, context };
}

/** Writes a message whose only field is true or false. */
export function writeFlag(writer: FrameWriter, field: number, flag: boolean): void {
  const mark = writer.open(field);
  writer.number(1, flag);
  writer.close(mark);
}

export function readFlag(reader: FrameReader): boolean {
  let flag = false;
  eachField(reader, (tag) => {
    if (tag === 8) flag = reader.boolean();
    else reader.skip(tag);
  });
  return flag;
}

export function writeAnnouncement(writer: FrameWriter, field: number, { context, json }: Announcement): void {
  const mark = writer.open(field);
  writer.text(1, context);
  writer.text(2, json);
  writer.close(mark);
}

export function readAnnouncement(reader: FrameReader): Announcement {
  let [context, json] = ['', ''];
  eachField(reader, (tag) => {
    if (tag === 10) context = readName(reader);
    else if (tag === 18) json = reader.text(MAX_FRAME_BYTES);
    else reader.skip(tag);
  });
  return { context, json };
}

/** Writes a message whose only field is a name. */
export function writeNamed(writer: FrameWriter, field: number, name: string): void {
  const mark = writer.open(field);
  writer.text(1, name);
  writer.close(mark);
}

export function readNamed(reader: FrameReader): string {
  let name = '';
  eachField(reader, (tag) => {
    if (tag === 10) name = readName(reader);
    else reader.skip(tag);
  });
  return name;
}

/** Reads a field of whole numbers, packed or not, and adds them. */
export function readNumbers(reader: FrameReader, isPacked: boolean, to: number[]): void {
  const outer = isPacked ? reader.enter() : undefined;
  do {
    if (outer !== undefined && !reader.more) break;
    if (to.push(reader.number()) > MAX_NUMBERS) throw new MalformedFrame('a frame has too many numbers');
  } while (outer !== undefined);
  if (outer !== undefined) reader.leave(outer);
}

/** Reads the fields of a message that is a field. */
export function eachField(reader: FrameReader, read: (tag: number) => void): void {
  const outer = reader.enter();
  while (reader.more) read(reader.tag());
  reader.leave(outer);
}

function addName(names: string[], reader: FrameReader): void {
  if (names.push(readName(reader)) > MAX_CONTEXTS) throw new MalformedFrame('a frame has too many names');
}
