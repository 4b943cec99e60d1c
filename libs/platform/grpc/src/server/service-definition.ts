import type { ServiceDefinition } from '@grpc/grpc-js';
import { fromBinary, toBinary, type DescMessage, type DescService, type Message } from '@bufbuild/protobuf';

/**
 * Returns the definition of a service of `src/generated`, for grpc-js. Methods are named as in the `.proto` file.
 *
 * @param name full name under which it is offered. Default: its own
 */
export const serviceDefinition = ({ typeName, methods }: DescService, name = typeName): ServiceDefinition =>
  Object.fromEntries(
    methods.map(({ name: method, methodKind, input, output }) => [
      method,
      {
        path: `/${name}/${method}`,
        requestStream: methodKind === 'client_streaming' || methodKind === 'bidi_streaming',
        responseStream: methodKind === 'server_streaming' || methodKind === 'bidi_streaming',
        requestSerialize: serialize(input),
        requestDeserialize: deserialize(input),
        responseSerialize: serialize(output),
        responseDeserialize: deserialize(output),
      },
    ]),
  );

const serialize =
  (schema: DescMessage) =>
  (message: Message): Buffer =>
    Buffer.from(toBinary(schema, message));

const deserialize = (schema: DescMessage) => (bytes: Buffer) => fromBinary(schema, bytes);
