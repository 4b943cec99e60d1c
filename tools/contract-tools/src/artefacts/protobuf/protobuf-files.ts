import { protobufModel } from '@multilith/contract/protobuf';
import type { GeneratedFile } from '../../workspace/loaded-contract.js';
import type { DocumentedInput } from '../artefact-input.js';
import { GENERATED } from '../generated.js';
import { descriptorSet } from '@multilith/contract/descriptors';
import { protoDocs } from './proto-docs.js';
import { protoText } from './proto-text.js';

/** The protobuf files of a contract: a `.proto` for each version that a message has, and one descriptor set of all. */
export function protobufFiles({ lock, docs, loaded }: DocumentedInput): GeneratedFile[] {
  const files = protobufModel(lock);
  if (files.length === 0) return [];
  const folder = `${loaded.folder}/proto`;
  return [
    ...files.map((file) => ({
      path: `${folder}/${file.path}`,
      content: protoText(file, protoDocs(file, lock, docs), GENERATED),
    })),
    { path: `${folder}/${lock.context}.binpb`, content: descriptorSet(files) },
  ];
}
