import { Kind, parse, type DefinitionNode } from 'graphql';
import { contextsIn, moduleFolder } from '../names/context-name.js';
import { readText, type WorkspaceFiles } from '../workspace-files.js';

const BASE = 'apps/monolith/src/edge/schema/base.graphql';

export const sdlFile = (context: string): string => `${moduleFolder(context)}/src/api/${context}.graphql`;

/** The names of all types of the API, and of the fields of `Query` and `Mutation`. */
export function namesInApi(files: WorkspaceFiles): Set<string> {
  const paths = [BASE, ...contextsIn(files).map(sdlFile)].filter((path) => files.exists(path));
  return new Set(paths.flatMap((path) => parse(readText(files, path)).definitions.flatMap(namesOf)));
}

/**
 * Adds types and a field to the SDL of a context: the field to its last `extend type Query` or `Mutation`, the types in
 * front of that.
 */
export function addToSdl(
  files: WorkspaceFiles,
  context: string,
  { root, field, types }: { readonly root: 'Query' | 'Mutation'; readonly field: string; readonly types: string },
): void {
  const path = sdlFile(context);
  const text = files.read(path, 'utf8') ?? '';
  const extension =
    text.trim() === '' ? undefined : parse(text).definitions.findLast((each) => isExtensionOf(each, root));
  if (!extension?.loc) {
    files.write(path, `${text}\n${types}\n\nextend type ${root} {\n${field}\n}\n`);
    return;
  }
  const { start, end } = extension.loc;
  files.write(path, `${text.slice(0, start)}${types}\n\n${text.slice(start, end - 1)}${field}\n${text.slice(end - 1)}`);
}

const isExtensionOf = (node: DefinitionNode, root: string): boolean =>
  node.kind === Kind.OBJECT_TYPE_EXTENSION && node.name.value === root && (node.fields?.length ?? 0) > 0;

function namesOf(node: DefinitionNode): string[] {
  if (node.kind === Kind.OBJECT_TYPE_EXTENSION || node.kind === Kind.OBJECT_TYPE_DEFINITION) {
    const isRoot = node.name.value === 'Query' || node.name.value === 'Mutation';
    const fields = isRoot ? (node.fields ?? []).map(({ name }) => name.value) : [];
    return node.kind === Kind.OBJECT_TYPE_DEFINITION ? [node.name.value, ...fields] : fields;
  }
  return 'name' in node && node.name ? [node.name.value] : [];
}
