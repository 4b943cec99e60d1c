import { ContractDocs } from '../source/contract-docs.js';
import type { GeneratedFile } from '../workspace/loaded-contract.js';
import type { ArtefactInput, DocumentedInput } from './artefact-input.js';
import { asyncApiFiles } from './asyncapi/asyncapi-file.js';
import { jsonSchemaFiles } from './json-schema/json-schema-files.js';
import { contractPage } from './page/contract-page.js';
import { PAGES } from './page/pages.js';
import { protobufFiles } from './protobuf/protobuf-files.js';

/**
 * Generates the files of a contract, except for its lock: protobuf files, a descriptor set, JSON Schemas, an AsyncAPI
 * document and a page for readers. The result depends on nothing but the lock, the contract, its sources and its
 * consumers.
 *
 * @example
 * const files = await artefactsOf({ root, loaded, lock, consumers: consumersOf(root) });
 */
export async function artefactsOf(input: ArtefactInput): Promise<GeneratedFile[]> {
  const { root, loaded, lock, consumers = [] } = input;
  const documented: DocumentedInput = { root, loaded, lock, consumers, docs: new ContractDocs(root, loaded.folder) };
  return [
    ...protobufFiles(documented),
    ...(await jsonSchemaFiles(documented)),
    ...(await asyncApiFiles(documented)),
    { path: `${PAGES}/${lock.context}.md`, content: contractPage(documented) },
  ];
}
