import { status, type ServerDuplexStream } from '@grpc/grpc-js';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  ServerReflection,
  ServerReflectionResponseSchema,
  type ServerReflectionRequest,
  type ServerReflectionResponse,
} from '../generated/grpc/reflection/v1/reflection_pb.js';
import { ServerReflection as ServerReflectionAlpha } from '../generated/grpc/reflection/v1alpha/reflection_pb.js';
import type { GrpcServer } from '../server/grpc-server.js';
import { serviceDefinition } from '../server/service-definition.js';
import { DescribedFiles } from './described-files.js';
import { ownFiles } from './own-files.js';

type Answer = Extract<
  MessageInitShape<typeof ServerReflectionResponseSchema>,
  { $typeName?: never }
>['messageResponse'];
type Stream = ServerDuplexStream<ServerReflectionRequest, ServerReflectionResponse>;

/**
 * `grpc.reflection.v1.ServerReflection`, and the same as `v1alpha`, which older clients use: describes the services of
 * the server by their descriptor sets.
 */
export class ReflectionService {
  readonly #files = new DescribedFiles();

  constructor(server: GrpcServer) {
    this.add(ownFiles());
    const ServerReflectionInfo = (call: Stream): void => this.#answer(call);
    // The messages of both versions are the same.
    for (const { typeName } of [ServerReflection, ServerReflectionAlpha])
      server.add(serviceDefinition(ServerReflection, typeName), { ServerReflectionInfo });
  }

  /** Adds the files of an encoded `google.protobuf.FileDescriptorSet`, imported files included. */
  add(descriptorSet: Uint8Array): void {
    this.#files.add(descriptorSet);
  }

  #answer(call: Stream): void {
    call.on('data', (request: ServerReflectionRequest) => {
      const messageResponse = this.#answerTo(request);
      const { host: validHost } = request;
      const response = create(ServerReflectionResponseSchema, { validHost, originalRequest: request, messageResponse });
      // Reads on when the client has taken the answer.
      if (call.write(response)) return;
      call.pause();
      call.once('drain', () => call.resume());
    });
    call.on('end', () => call.end());
    call.on('error', () => {});
  }

  #answerTo({ messageRequest: { case: asked, value } }: ServerReflectionRequest): Answer {
    switch (asked) {
      case 'listServices':
        return {
          case: 'listServicesResponse',
          value: { service: this.#files.services.map((name) => ({ name })) },
        };
      case 'fileByFilename':
        return filesOr(this.#files.at(value), value);
      case 'fileContainingSymbol':
        return filesOr(this.#files.declaring(value), value);
      case 'allExtensionNumbersOfType':
        return this.#files.declares(value)
          ? { case: 'allExtensionNumbersResponse', value: { baseTypeName: value, extensionNumber: [] } }
          : notFound(value);
      case 'fileContainingExtension':
        return notFound(`an extension of ${value.containingType}`);
      default:
        return errorOf(status.INVALID_ARGUMENT, 'the request is empty');
    }
  }
}

const filesOr = (files: readonly Uint8Array[] | undefined, asked: string): Answer =>
  files ? { case: 'fileDescriptorResponse', value: { fileDescriptorProto: [...files] } } : notFound(asked);

const notFound = (asked: string): Answer => errorOf(status.NOT_FOUND, `${asked} is not known here`);

const errorOf = (errorCode: status, errorMessage: string): Answer => ({
  case: 'errorResponse',
  value: { errorCode, errorMessage },
});
