import { posix } from 'node:path';
import { consumersOf } from '@multilith/contract-tools';
import { SourceEdit } from '../edit/source-edit.js';
import { addVersionRow } from '../edit/pages.js';
import { finish } from '../finish.js';
import { GeneratorError } from '../generator-error.js';
import { contractFolder } from '../names/context-name.js';
import { expectFree, messagePlace, type Place } from '../names/message-name.js';
import type { Afterwards, WorkspaceFiles } from '../workspace-files.js';
import { baseRevision } from './base-revision.js';
import { sourcesAt, sourcesNow, type ContractSources } from './contract-sources.js';
import { conversionEntry, conversionOf, converted, type Conversion } from './conversion.js';
import { raiseVersion } from './current-class.js';
import { currentMessage, messageNames, type DeclaredMessage } from './declared-message.js';
import { earlierClass, earlierFile, type EarlierClass } from './earlier-class.js';
import { fieldsOf } from './fields.js';
import { releasedContract } from './released-contract.js';
import { exampleFor } from './version-example.js';
import { versionSpec } from './version-spec.js';

export interface VersionOptions {
  /** `orders/OrderPlaced` */
  readonly name: string;
  /** Revision that holds the released class. Default: where the branch left the main branch. */
  readonly base?: string;
  /** What the new version changes. */
  readonly description?: string;
  /** Whether an event is published in the earlier version as well. */
  readonly downcast: boolean;
}

/** `nx g version orders/OrderPlaced` */
export default async function versionGenerator(files: WorkspaceFiles, options: VersionOptions): Promise<Afterwards> {
  const place = messagePlace(files, 'message', options.name.replace('.', '/'));
  const change = changeOf(options);
  const sources = sourcesNow(files, place.context);
  const current = knownMessage(sources, place);
  const revision = baseRevision(files, options.base);
  const releasedSources = revision === undefined ? sources : sourcesAt(files.root, revision, place.context);
  const released = currentMessage(releasedSources, place);
  if (released?.version !== current.version) throw notReleased(current, released, revision);

  const earlier = earlierClass(released, current.path);
  const spec = earlier.file.replace(/\.ts$/, '.spec.ts');
  expectFree(files, place, earlier.file, spec);
  const contract = await releasedContract(files, place.context, releasedSources);
  const example = exampleFor(contract, released);
  const before = fieldsOf(releasedSources, released);
  const now = fieldsOf(sources, current);
  const forward = conversionOf(before, now);
  const { version, kind } = current;
  const input = example.hasCodec ? `inputOf(${earlier.className}, v${version})` : undefined;
  // What a codec has decoded would be encoded with the class itself, and a class that needs itself has no type.
  const hasDowncast = kind === 'event' && options.downcast && !example.hasCodec;
  const downcast = hasDowncast ? conversionEntry(conversionOf(now, before), version, `v${version + 1}`) : undefined;

  files.write(earlier.file, earlierFile(releasedSources, released, contract, earlier));
  const upcast = conversionEntry(forward, version, `v${version}`, input);
  raiseVersion(files, current, earlier, { upcast, downcast, usesInput: example.hasCodec });
  const shown = { ...example, input: converted(forward, example.input) };
  files.write(spec, versionSpec(current, earlier, shown, hasDowncast));
  exportEarlier(files, place, current, earlier);
  addVersionRow(files, `${contractFolder(place.context)}/README.md`, {
    ...{ message: current.name, version, change },
    file: posix.relative(contractFolder(place.context), earlier.file),
  });
  return finish(files, nextSteps(files, current, earlier, forward));
}

/** @throws GeneratorError GENERATOR_UNKNOWN_MESSAGE */
function knownMessage(sources: ContractSources, place: Place): DeclaredMessage {
  const message = currentMessage(sources, place);
  if (message) return message;
  const names = messageNames(sources);
  throw new GeneratorError(
    'GENERATOR_UNKNOWN_MESSAGE',
    `The contract of ${place.context} has no message '${place.name}'.`,
    `It has ${names.length > 0 ? names.join(', ') : 'none'}.`,
  );
}

function notReleased(
  { name, version, path }: DeclaredMessage,
  released: DeclaredMessage | undefined,
  revision = '',
): GeneratorError {
  const base = `commit ${revision.slice(0, 10)}, where this branch left the main branch`;
  return new GeneratorError(
    'GENERATOR_NOT_RELEASED',
    released
      ? `${name} has version ${released.version} in ${base}, and ${version} here: version ${version} is not released.`
      : `${name} is not in ${base}: it is not released.`,
    `Edit ${path} as it is. If that version has been released, name a revision that has it: --base=<revision>.`,
  );
}

function changeOf({ description = 'nothing yet' }: VersionOptions): string {
  if (/^[^\n\r\u2028\u2029|]{1,200}$/.test(description)) return description;
  throw new GeneratorError(
    'GENERATOR_NAME_INVALID',
    'The description cannot stand in a table.',
    'Write 1 to 200 characters in one line, without |.',
  );
}

function exportEarlier(
  files: WorkspaceFiles,
  { context }: Place,
  { className }: DeclaredMessage,
  earlier: EarlierClass,
): void {
  const folder = `${contractFolder(context)}/src`;
  const index = SourceEdit.open(files, `${folder}/index.ts`);
  const from = `./${posix.relative(folder, earlier.file).replace(/\.ts$/, '.js')}`;
  index.exportFrom(from, earlier.className, className);
  index.save();
}

function nextSteps(
  files: WorkspaceFiles,
  { name, className, path, version }: DeclaredMessage,
  earlier: EarlierClass,
  { open }: Conversion,
): string[] {
  const [context] = name.split('.');
  const users = consumersOf(files.root).filter((each) => each.message === name && each.context !== context);
  const contexts = [...new Set(users.map((each) => each.context))].sort();
  return [
    `${path}   the fields of version ${version + 1}, and the conversions behind them`,
    ...(open.length > 0 ? [`   version ${version} has no ${open.join(', ')}: upcast and spec need a value`] : []),
    `${earlier.file.replace(/\.ts$/, '.spec.ts')}   what becomes of a message of version ${version}`,
    `npx vitest run ${posix.dirname(path)}   its specs`,
    `npx nx run-many -t contract contract-compat   the generated files, and who is affected`,
    ...(contexts.length > 0
      ? [
          `${contexts.join(', ')}: they use ${className} and get version ${version + 1}; to stay, use ${earlier.className}`,
        ]
      : []),
  ];
}
