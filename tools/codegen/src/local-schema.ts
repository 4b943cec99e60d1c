import {
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  specifiedScalarTypes,
  visit,
  type DocumentNode,
  type NameNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
} from 'graphql';
import type { Sdl } from './context-sdl.js';
import { SdlError } from './sdl-error.js';

/**
 * The schema as one context sees it: the base, its own types, and of other contexts' types only the fields it adds.
 *
 * @throws SdlError when the context refers to another context's type other than by `extend type`
 */
export function localSchema(base: Sdl, own: Sdl): DocumentNode {
  const declared = new Set([...namesOf(base), ...namesOf(own), ...specifiedScalarTypes.map(({ name }) => name)]);
  const isForeign = (name: string): boolean => !declared.has(name);
  refuseForeignReferences(own, isForeign);
  const definitions = own.document.definitions.map((definition) =>
    definition.kind === Kind.OBJECT_TYPE_EXTENSION && isForeign(definition.name.value)
      ? stubOf(definition, own.context)
      : definition,
  );
  return { kind: Kind.DOCUMENT, definitions: [...base.document.definitions, ...definitions] };
}

const namesOf = ({ document }: Sdl): string[] =>
  document.definitions.filter(isTypeDefinitionNode).map(({ name }) => name.value);

function refuseForeignReferences(own: Sdl, isForeign: (name: string) => boolean): void {
  const faults: string[] = [];
  const refuse = (name: NameNode, problem: string): void => {
    if (isForeign(name.value)) faults.push(`${own.file}:${name.loc?.startToken.line ?? 1}: ${problem}`);
  };
  visit(own.document, {
    NamedType: ({ name }) =>
      refuse(
        name,
        `${own.context} refers to ${name.value}, which it does not declare. Use a type of ${own.context}, ` +
          `or let the context that owns ${name.value} add the field with \`extend type\`.`,
      ),
  });
  for (const definition of own.document.definitions.filter(isTypeExtensionNode))
    if (definition.kind !== Kind.OBJECT_TYPE_EXTENSION)
      refuse(
        definition.name,
        `${own.context} extends ${definition.name.value} of another context, which is no object type. ` +
          `Only the fields of object types can be added to from outside.`,
      );
  if (faults.length > 0) throw new SdlError(faults);
}

function stubOf({ name, fields }: ObjectTypeExtensionNode, context: string): ObjectTypeDefinitionNode {
  const value = `What ${context} adds to ${name.value}, a type of another context.`;
  return {
    kind: Kind.OBJECT_TYPE_DEFINITION,
    name,
    description: { kind: Kind.STRING, value },
    ...(fields ? { fields } : {}),
  };
}
