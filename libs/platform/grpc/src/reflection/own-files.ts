import { create, toBinary, type DescFile } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { file_google_rpc_error_details } from '../generated/google/rpc/error_details_pb.js';
import { file_google_rpc_status } from '../generated/google/rpc/status_pb.js';
import { file_grpc_health_v1_health } from '../generated/grpc/health/v1/health_pb.js';
import { file_grpc_reflection_v1_reflection } from '../generated/grpc/reflection/v1/reflection_pb.js';
import { file_multilith_link_v1_link } from '../generated/multilith/link/v1/link_pb.js';
import { file_grpc_reflection_v1alpha_reflection } from '../generated/grpc/reflection/v1alpha/reflection_pb.js';

/** The files of every server: the link between hosts, health, reflection, and the types of errors. */
const OWN_FILES = [
  file_multilith_link_v1_link,
  file_google_rpc_status,
  file_google_rpc_error_details,
  file_grpc_health_v1_health,
  file_grpc_reflection_v1_reflection,
  file_grpc_reflection_v1alpha_reflection,
];

/** Encodes these files, with what they import, as a `google.protobuf.FileDescriptorSet`. */
export function ownFiles(): Uint8Array {
  const files = new Set<DescFile>();
  const add = (file: DescFile): void => {
    file.dependencies.forEach(add);
    files.add(file);
  };
  OWN_FILES.forEach(add);
  return toBinary(
    FileDescriptorSetSchema,
    create(FileDescriptorSetSchema, { file: [...files].map(({ proto }) => proto) }),
  );
}
