import { Content } from '@multilith/contract';
import { protobufContent, protobufOf } from '@multilith/contract/protobuf';
import type { FrameReader } from './frame-reader.js';
import type { FrameWriter } from './frame-writer.js';

/** Maximum number of UTF-8 bytes for one UTF-16 unit. */
const MAX_BYTES_PER_UNIT = 3;

/**
 * Encodes content in the form that is sent, which the content keeps: protobuf if its contract has a lock, otherwise
 * JSON. Returns its size in bytes: exact near the limit, otherwise a quick upper bound.
 */
export function contentSize(content: Content, limit: number): number {
  const protobuf = protobufOf(content);
  if (protobuf) return protobuf.length;
  const { json } = content;
  const bound = json.length * MAX_BYTES_PER_UNIT;
  return bound <= limit ? bound : Buffer.byteLength(json);
}

/** Writes encoded content to the field of its form. */
export function writeContent(writer: FrameWriter, protobufField: number, jsonField: number, content: Content): void {
  const protobuf = protobufOf(content);
  if (protobuf) writer.bytes(protobufField, protobuf);
  else writer.text(jsonField, content.json);
}

export const readProtobuf = (reader: FrameReader): Content => protobufContent(reader.bytes());
export const readJson = (reader: FrameReader): Content => Content.ofText(reader.bytes().toString());
