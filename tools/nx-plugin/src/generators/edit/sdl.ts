import { Kind, parse, Source, type DefinitionNode, type ObjectTypeDefinitionNode } from 'graphql';
import { readBaseSdl } from '@multilith/codegen';
import { contextsIn, moduleFolder } from '../names/context-name.js';
import { readText, type WorkspaceFiles } from '../workspace-files.js';

export const sdlFile = (context: string): string => `${moduleFolder(context)}/src/api/${context}.graphql`;

/** The names of all types of the API, and of the fields of `Query` and `Mutation`. */
export function namesInApi(files: WorkspaceFiles): Set<string> {
  const ofContexts = contextsIn(files).flatMap((context) => definitionsIn(files, sdlFile(context)));
  return new Set([...readBaseSdl(files.root).document.definitions, ...ofContexts].flatMap(namesOf));
}

/** An object type of the API and the context that declares it. */
export interface DeclaredType {
  readonly context: string;
  readonly type: ObjectTypeDefinitionNode;
}

/** Every object type that a context declares. */
export function declaredTypes(files: WorkspaceFiles): DeclaredType[] {
  return contextsIn(files).flatMap((context) =>
    definitionsIn(files, sdlFile(context))
      .filter((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION)
      .map((type) => ({ context, type })),
  );
}

/**
 * Adds types and a field to the SDL of a context: the field to its last `extend type` of the root, the types in front of
 * that.
 *
 * @param addition.root `Query`, `Mutation` or a type of another context
 */
export function addToSdl(
  files: WorkspaceFiles,
  context: string,
  addition: { readonly root: string; readonly field: string; readonly types: string },
): void {
  const { root, field, types } = addition;
  const path = sdlFile(context);
  const text = files.read(path, 'utf8') ?? '';
  const extension = definitionsIn(files, path).findLast((each) => isExtensionOf(each, root));
  if (!extension?.loc) {
    files.write(
      path,
      `${[text, types]
        .filter((part) => part !== '')
        .map((part) => `${part}\n\n`)
        .join('')}extend type ${root} {\n${field}\n}\n`,
    );
    return;
  }
  const { start, end } = extension.loc;
  files.write(path, `${text.slice(0, start)}${types}\n\n${text.slice(start, end - 1)}${field}\n${text.slice(end - 1)}`);
}

const definitionsIn = (files: WorkspaceFiles, path: string): readonly DefinitionNode[] =>
  files.exists(path) ? parse(new Source(readText(files, path), path)).definitions : [];

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
