import type { MethodDefinition } from '@grpc/grpc-js';

/** Serializer and deserializer of messages that are encoded and decoded elsewhere. */
export const asItIs = (bytes: Buffer): Buffer => bytes;

/**
 * Returns a method of a gRPC service whose messages are bytes.
 *
 * @param path like `/orders.v1.OrdersService/PlaceOrder`
 * @param isStream whether both sides send streams of messages. Default: one request, one answer
 */
export const bytesMethod = (path: string, isStream = false): MethodDefinition<Buffer, Buffer> => ({
  path,
  requestStream: isStream,
  responseStream: isStream,
  requestSerialize: asItIs,
  requestDeserialize: asItIs,
  responseSerialize: asItIs,
  responseDeserialize: asItIs,
});
