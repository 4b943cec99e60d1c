/** The protobuf form of contracts: encoders and decoders that validate, compiled from schemas and locks. */
export { protobufFaults } from './faults.js';
export { protobufModel } from './model/protobuf-model.js';
export type * from './model/proto-file.js';
