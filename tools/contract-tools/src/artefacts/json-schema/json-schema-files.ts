import type { LockedError, Slot } from '@multilith/contract/lock';
import type { GeneratedFile } from '../../workspace/loaded-contract.js';
import type { SchemaDocs } from '../../source/contract-docs.js';
import { byText } from '../../lock/by-text.js';
import { liveVersions, type DocumentedInput } from '../artefact-input.js';
import { formatted } from '../../format/formatted.js';
import { GENERATED } from '../generated.js';
import { DIALECT } from './json-schema.js';
import { jsonSchemaOf } from './schema-of-shape.js';

/** Folder of the schemas below that of the contract. */
const FOLDER = 'json-schema';

/** Returns the name of the file with the schema of a message's content, like `OrderPlaced.v1.json`. */
export const contentFile = (name: string, version: number): string => `${FOLDER}/${name}.v${version}.json`;

/** Returns the name of the file with the schema of an answer; `undefined` if there is no answer. */
export const answerFile = (name: string, version: number, output: Slot | undefined): string | undefined =>
  output === undefined || output.shape.type === 'void' ? undefined : `${FOLDER}/${name}.v${version}.answer.json`;

/** Returns the name of the file with the schema of an error's data. */
export const errorFile = (name: string): string => `${FOLDER}/${name}.error.json`;

/**
 * The JSON Schemas of a contract: of each message in each version that is read or served, of answers, and of the data of
 * errors.
 */
export async function jsonSchemaFiles(input: DocumentedInput): Promise<GeneratedFile[]> {
  const { lock, docs, loaded, root } = input;
  const { context } = lock;
  const file = (name: string, title: string, slot: Slot, described: SchemaDocs): Promise<GeneratedFile> => {
    const path = `${loaded.folder}/${name}`;
    const schema = jsonSchemaOf(slot, { fields: described.fields, type: (type) => docs.type(type) });
    const description = described.text === undefined ? {} : { description: described.text };
    const content = { $comment: GENERATED, $schema: DIALECT, title, ...description, ...schema };
    return formatted(root, path, JSON.stringify(content));
  };
  const messages = liveVersions(lock).flatMap(({ name, version, locked: { input: shape, output } }) => {
    const described = docs.message(`${context}.${name}`, version);
    const title = `${context}.${name} version ${version}`;
    const answer = answerFile(name, version, output);
    return [
      file(contentFile(name, version), title, { shape }, described),
      ...(answer === undefined
        ? []
        : [file(answer, `Answer to ${title}`, output!, { text: undefined, fields: described.answer })]),
    ];
  });
  const errors = liveErrors(lock.errors).map(([name, { data }]) =>
    file(errorFile(name), `Data of the error ${context}.${name}`, { shape: data }, docs.error(`${context}.${name}`)),
  );
  return Promise.all([...messages, ...errors]);
}

/** The errors that the contract still has, by name. */
export const liveErrors = (errors: Readonly<Record<string, LockedError>>): [string, LockedError][] =>
  Object.entries(errors)
    .filter(([, { status }]) => status === 'current')
    .sort(([a], [b]) => byText(a, b));
