import { expectReachable, writeApiResolver } from './edit/api-module.js';
import { addToContract } from './edit/contract-file.js';
import { ModuleFile } from './edit/module-file.js';
import { addMessageRow, addToRow } from './edit/pages.js';
import { addToSdl } from './edit/sdl.js';
import { finish } from './finish.js';
import { idTypeOf, type IdType, type MessageParts } from './message-parts.js';
import { Access } from './names/access.js';
import { contractFolder, moduleFolder } from './names/context-name.js';
import { contractFile, expectFree, messagePlace, useCaseFolder } from './names/message-name.js';
import { commandPhrase } from './names/phrases.js';
import { kebab } from './names/words.js';
import type { Afterwards, WorkspaceFiles } from './workspace-files.js';

/** Options of `nx g command` and `nx g query`. */
export interface MessageOptions {
  /** `orders/HoldOrder` */
  readonly name: string;
  /** A role, or `public`, `authenticated`, `internal`. */
  readonly access: string;
  /** Whether to offer it in the GraphQL API. */
  readonly api: boolean;
}

/** How a command or a query is written. */
export interface UseCaseKind {
  readonly kind: 'command' | 'query';
  message(parts: MessageParts, id: IdType): string;
  handler(parts: MessageParts): string;
  spec(parts: MessageParts): string;
  sdl(parts: MessageParts): Parameters<typeof addToSdl>[2];
  resolver(parts: MessageParts): string;
  /** What the contract's page says of it. */
  says(parts: MessageParts): string;
  /** The row of the module's page that lists its kind. */
  readonly row: 'commands' | 'queries';
  /** Its field in the API. */
  field(parts: MessageParts): string;
  /** What is left to decide in the message and in the handler. */
  readonly open: { readonly message: string; readonly handler: string };
}

/** Writes a message of a contract with its handler and spec, and offers it in the API where that is wanted. */
export async function writeUseCase(
  files: WorkspaceFiles,
  options: MessageOptions,
  of: UseCaseKind,
): Promise<Afterwards> {
  const place = messagePlace(files, of.kind, options.name);
  const access = Access.of(options.access);
  if (options.api) expectReachable(access, place.name);
  const { context } = place;
  const parts = { ...place, access, phrase: commandPhrase(place.name) };
  const next = addUseCase(files, parts, idTypeOf(files, context, parts.phrase), of);
  if (options.api) {
    addToSdl(files, context, of.sdl(parts));
    writeApiResolver(files, place, of.resolver(parts));
    addToRow(files, `${moduleFolder(context)}/README.md`, 'API', `\`${of.field(parts)}\``);
  }
  return finish(files, next);
}

/**
 * Adds a message to a contract, with its handler and spec.
 *
 * @returns what is left to do, one line each
 */
export function addUseCase(files: WorkspaceFiles, parts: MessageParts, id: IdType, of: UseCaseKind): string[] {
  const { context, name, access } = parts;
  const file = kebab(name);
  const folder = useCaseFolder(parts);
  expectFree(files, parts, contractFile(parts), folder);
  addToContract(files, parts);
  files.write(contractFile(parts), of.message(parts, id));
  files.write(`${folder}/${file}.handler.ts`, of.handler(parts));
  files.write(`${folder}/${file}.spec.ts`, of.spec(parts));
  const module = new ModuleFile(files, context);
  module.addProvider(`${name}Handler`, `./application/${file}/${file}.handler.js`);
  module.save();
  addMessageRow(files, `${contractFolder(context)}/README.md`, {
    ...{ name: `${context}.${name}`, kind: of.kind, access: access.words, says: of.says(parts) },
  });
  addToRow(files, `${moduleFolder(context)}/README.md`, of.row, `\`${name}\` (${access.words})`);
  return [
    `${contractFile(parts)}   ${of.open.message}`,
    `${folder}/${file}.handler.ts   ${of.open.handler}`,
    `npx vitest run ${folder}   its spec, in every topology`,
  ];
}
