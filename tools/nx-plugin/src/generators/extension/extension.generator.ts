import { addDependency } from '../packages/new-package.js';
import { expectReachable, writeApiResolver } from '../edit/api-module.js';
import { addToRow } from '../edit/pages.js';
import { addToSdl, declaredTypes, sdlFile } from '../edit/sdl.js';
import { finish } from '../finish.js';
import { GeneratorError } from '../generator-error.js';
import { idTypeOf } from '../message-parts.js';
import { Access } from '../names/access.js';
import { moduleFolder } from '../names/context-name.js';
import { contractFile, expectFree, messagePlace, typePlace } from '../names/message-name.js';
import { commandPhrase } from '../names/phrases.js';
import { isMemberOfEveryObject, isReservedWord } from '../names/reserved.js';
import { kebab, pascal, plural } from '../names/words.js';
import { queryKind } from '../query/query-kind.js';
import { addUseCase } from '../use-case.js';
import type { Afterwards, WorkspaceFiles } from '../workspace-files.js';
import { expectBatchQuery } from './batch-query.js';
import { extendedType } from './extended-type.js';
import { extensionResolver, extensionSdl } from './extension-files.js';

export interface ExtensionOptions {
  /** `loyalty/Customer` */
  readonly name: string;
  /** `points`, the field that is added. */
  readonly field: string;
  /** `GetPoints`, the query that answers it; default: `Get` and the plural of the field. Written if the contract has none. */
  readonly query?: string;
  /** Who may send a generated query: a role, or `public`, `authenticated`. */
  readonly access: string;
}

const FIELD = /^[a-z][A-Za-z0-9]{0,59}$/;

/** `nx g extension loyalty/Customer --field=points` */
export default async function extensionGenerator(
  files: WorkspaceFiles,
  options: ExtensionOptions,
): Promise<Afterwards> {
  const { context, name: typeName } = typePlace(files, options.name);
  const { type, key } = extendedType(files, context, typeName);
  const field = fieldName(options.field);
  const wanted = options.query ?? `Get${pascal(plural(field))}`;
  const place = messagePlace(files, 'query', `${context}/${wanted}`);
  const named = commandPhrase(place.name);
  const phrase = { ...named, many: true, id: key };
  const access = Access.of(options.access);
  const parts = { context, name: place.name, access, phrase };
  const resolver = `${typeName}${pascal(field)}`;
  const resolverFile = `${moduleFolder(context)}/src/api/${kebab(resolver)}.resolver.ts`;
  expectFree(files, { context, name: resolver }, resolverFile);

  const isThere = files.exists(contractFile(place));
  if (isThere) await expectBatchQuery(files, place, key);
  else expectReachable(access, place.name);
  const next = isThere
    ? []
    : addUseCase(files, parts, idTypeOf(files, context, { ...phrase, type: type.name.value }), queryKind);
  const answer = named.type || pascal(field);
  const extension = { ...parts, typeName, field, answer, key, isThere };
  const isDeclared = declaredTypes(files).some((each) => each.context === context && each.type.name.value === answer);
  addToSdl(files, context, extensionSdl({ ...extension, isDeclared }));
  writeApiResolver(files, { context, name: resolver }, extensionResolver(extension));
  for (const name of [`@contracts/${context}`, '@multilith/graphql', '@nestjs/cqrs', '@nestjs/graphql'])
    addDependency(files, moduleFolder(context), name);
  addToRow(files, `${moduleFolder(context)}/README.md`, 'API', `\`${typeName}.${field}\``);
  return finish(files, [
    ...next,
    `${sdlFile(context)}   what ${typeName}.${field} shows; then npm run codegen`,
    `${resolverFile}   how it is made of the answer of ${place.name}`,
  ]);
}

/** @throws GeneratorError GENERATOR_NAME_INVALID */
function fieldName(field: string): string {
  if (FIELD.test(field) && !isReservedWord(field) && !isMemberOfEveryObject(field)) return field;
  throw new GeneratorError(
    'GENERATOR_NAME_INVALID',
    `'${field}' cannot name a field of the GraphQL API.`,
    'Take at most 60 letters and digits, the first one lower case, that mean nothing to TypeScript: --field=points',
  );
}
