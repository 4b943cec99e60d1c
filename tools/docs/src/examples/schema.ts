import { buildASTSchema, extendSchema, Kind, parse, type DefinitionNode, type GraphQLSchema } from 'graphql';
import { readWorkspaceFile, workspaceFiles } from '../workspace-files.js';

/**
 * Returns the GraphQL schema of the application: the SDL of the edge and of all contexts.
 *
 * @param more SDL that an example adds
 */
export function applicationSchema(more = ''): GraphQLSchema {
  const files = workspaceFiles(/^(?:apps|libs)\/.*\/src\/.*\.graphql$/).map(readWorkspaceFile);
  const { definitions } = parse([...files, more].join('\n'));
  const extensions = definitions.filter(isExtension);
  const schema = buildASTSchema(
    { kind: Kind.DOCUMENT, definitions: definitions.filter((node) => !isExtension(node)) },
    { assumeValidSDL: true },
  );
  return extendSchema(schema, { kind: Kind.DOCUMENT, definitions: extensions }, { assumeValidSDL: true });
}

const isExtension = ({ kind }: DefinitionNode): boolean => kind.endsWith('Extension');
