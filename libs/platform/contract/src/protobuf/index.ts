/** The protobuf form of contracts: encoders and decoders that validate, compiled from schemas and locks. */
export {};
