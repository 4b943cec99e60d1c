import { codegen } from '@graphql-codegen/core';
import * as typescript from '@graphql-codegen/typescript';
import type { DocumentNode } from 'graphql';
import { format } from 'prettier';

const SCALARS: Readonly<Record<string, string>> = {
  ID: 'string',
  String: 'string',
  Boolean: 'boolean',
  Int: 'number',
  Float: 'number',
  DateTime: 'Date',
  MinorUnits: 'number',
};

const CONFIG = {
  enumsAsTypes: true,
  immutableTypes: true,
  skipTypename: true,
  // For a scalar that a context declares: its resolver is a value of the edge host, which SDL does not type.
  defaultScalarType: 'unknown',
  scalars: { ID: SCALARS.ID, DateTime: SCALARS.DateTime, MinorUnits: SCALARS.MinorUnits },
  // A resolver answers what contracts hold: undefined, or null where the contract says so.
  maybeValue: 'T | null | undefined',
  // The edge drops explicit nulls, so a resolver sees undefined and can pass its input to a message unchanged.
  inputMaybeValue: 'T | undefined',
};

/** The content of a `schema.generated.ts`. */
export async function generateTypes(schema: DocumentNode, header: string): Promise<string> {
  const generated = await codegen({
    filename: 'schema.generated.ts',
    documents: [],
    schema,
    plugins: [{ typescript: {} }],
    pluginMap: { typescript },
    config: CONFIG,
  });
  return format(`${header}\n${withPlainScalars(generated)}`, {
    parser: 'typescript',
    singleQuote: true,
    printWidth: 120,
  });
}

/** Writes `string` where the plugin writes `Scalars['ID']['output']`, which tells a reader nothing. */
function withPlainScalars(code: string): string {
  return code
    .replace(/^\/\*\* All built-in and custom scalars.*\n/m, '')
    .replace(/^export type Scalars = \{\n(?: .*\n)*\};\n/m, '')
    .replaceAll(/Scalars\['(\w+)'\]\['(?:input|output)'\]/g, (_, name: string) => SCALARS[name] ?? 'unknown');
}
