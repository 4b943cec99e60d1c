/** The protobuf form of contracts: encoders and decoders that validate, compiled from schemas and locks. */
export { protobufFaults } from './faults.js';
export { protobufCodecOf, type DecodeOptions, type ProtobufCodec } from './codec/protobuf-codec.js';
export {
  decodeErrorProtobuf,
  decodeMessageProtobuf,
  decodeOutputProtobuf,
  encodeErrorProtobuf,
  encodeMessageProtobuf,
  encodeOutputProtobuf,
} from './codec/message-codec.js';
export { protobufContent, protobufOf } from './codec/protobuf-content.js';
export { formOf, type MappedSlot } from './form/form-of.js';
export type * from './form/form.js';
export { protobufModel } from './model/protobuf-model.js';
export type * from './model/proto-file.js';
export { protoPackageOf, protoServiceOf } from './model/service-name.js';
