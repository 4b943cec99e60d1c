import { Kind, type FieldDefinitionNode, type ObjectTypeDefinitionNode } from 'graphql';
import { declaredTypes } from '../edit/sdl.js';
import { GeneratorError } from '../generator-error.js';
import { camel } from '../names/words.js';
import type { WorkspaceFiles } from '../workspace-files.js';

/** A type of another context, and its field that says which one it is. */
export interface ExtendedType {
  readonly type: ObjectTypeDefinitionNode;
  /** `customerId` */
  readonly key: string;
}

/**
 * Finds a type of the API that a context wants to add a field to.
 *
 * @throws GeneratorError GENERATOR_UNKNOWN_TYPE if there is no such type, if it belongs to the context itself, or if no
 * field of it is an id
 */
export function extendedType(files: WorkspaceFiles, context: string, name: string): ExtendedType {
  const types = declaredTypes(files);
  const found = types.find(({ type }) => type.name.value === name);
  const extendable = types
    .filter((each) => each.context !== context && keyOf(each.type) !== undefined)
    .map(({ type }) => type.name.value);
  const others = `${context} can extend ${extendable.length > 0 ? extendable.sort().join(', ') : 'none: no other context has a type with an id'}.`;
  if (!found)
    throw new GeneratorError('GENERATOR_UNKNOWN_TYPE', `No context has a type '${name}' in its GraphQL API.`, others);
  if (found.context === context)
    throw new GeneratorError(
      'GENERATOR_UNKNOWN_TYPE',
      `'${name}' is a type of ${context} itself, so it needs no extension.`,
      `Add the field to the type in its SDL. ${others}`,
    );
  const key = keyOf(found.type);
  if (key === undefined)
    throw new GeneratorError('GENERATOR_UNKNOWN_TYPE', `The type '${name}' of ${found.context} has no id.`, others);
  return { type: found.type, key };
}

/** `customerId` of `Customer`, or else its first field of the type `ID!`. */
function keyOf({ name, fields = [] }: ObjectTypeDefinitionNode): string | undefined {
  const ids = fields.filter(isId).map((field) => field.name.value);
  return ids.find((id) => id === `${camel(name.value)}Id`) ?? ids[0];
}

const isId = ({ type }: FieldDefinitionNode): boolean =>
  type.kind === Kind.NON_NULL_TYPE && type.type.kind === Kind.NAMED_TYPE && type.type.name.value === 'ID';
