import { concatAST } from 'graphql';
import { validateSDL } from 'graphql/validation/validate.js';
import { readBaseSdl, readContextSdl, type Sdl, type UnsavedSdl } from './context-sdl.js';
import { generateTypes } from './generate-types.js';
import { localSchema } from './local-schema.js';
import { SdlError } from './sdl-error.js';

/** A file as its SDL wants it. */
export interface GeneratedFile {
  readonly context: string;
  /** Path relative to the workspace. */
  readonly path: string;
  readonly content: string;
}

/**
 * Generates the types of every context below `root` without writing them.
 *
 * @param unsaved SDL that counts instead of what is on the disk
 * @throws SdlError with every fault of every context
 */
export async function generateAll(root: string, unsaved?: UnsavedSdl): Promise<GeneratedFile[]> {
  const base = readBaseSdl(root);
  const contexts = readContextSdl(root, unsaved);
  const schemas = withAllFaults(contexts, (own) => ({ own, schema: localSchema(base, own) }));
  checkTogether(base, contexts);
  return Promise.all(
    schemas.map(async ({ own, schema }) => ({
      context: own.context,
      path: own.file.replace(/[^/]+$/, 'schema.generated.ts'),
      content: await generateTypes(
        schema,
        `// Generated from ${own.context}.graphql by \`npm run codegen\`. Do not edit: change the SDL and run it again.\n`,
      ),
    })),
  );
}

function withAllFaults<T>(contexts: readonly Sdl[], each: (own: Sdl) => T): T[] {
  const faults: string[] = [];
  const results = contexts.flatMap((own) => {
    try {
      return [each(own)];
    } catch (error) {
      if (!(error instanceof SdlError)) throw error;
      faults.push(...error.faults);
      return [];
    }
  });
  if (faults.length > 0) throw new SdlError(faults);
  return results;
}

/** Returns errors that appear only when all contexts are combined: a type declared twice, an extension of an undeclared type. */
function checkTogether(base: Sdl, contexts: readonly Sdl[]): void {
  if (contexts.length === 0) return;
  const faults = validateSDL(concatAST([base, ...contexts].map(({ document }) => document)));
  if (faults.length > 0) throw new SdlError(faults.map(String));
}
