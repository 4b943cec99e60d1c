import { create, toJson } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema, type FileDescriptorSet } from '@bufbuild/protobuf/wkt';

/** The files of a set as JSON, by name, without those of Google, which differ by the release of the tool. */
export const ownFiles = (set: FileDescriptorSet): unknown[] =>
  set.file
    .filter(({ name }) => !name.startsWith('google/'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((file) => toJson(FileDescriptorSetSchema, create(FileDescriptorSetSchema, { file: [file] })));
