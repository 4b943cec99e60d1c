import { definitionOf } from '@multilith/contract';
import { GeneratorError } from '../generator-error.js';
import { loadContract } from '../load-contract.js';
import type { Place } from '../names/message-name.js';
import type { WorkspaceFiles } from '../workspace-files.js';

/** The parts of a Zod definition that are looked at here. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly element?: unknown;
}

/**
 * Checks that a query of a contract can answer a field of many objects at once: from `{ customerIds: [...] }` to a list
 * of objects that each have a `customerId`. A field that is asked one by one would send a query for every object.
 *
 * @throws GeneratorError GENERATOR_LAYOUT if the query has another form
 */
export async function expectBatchQuery(files: WorkspaceFiles, { context, name }: Place, key: string): Promise<void> {
  const contract = await loadContract(files, context);
  const definition = definitionOf(contract[name]);
  const input = Object.entries(definitionIn(definition?.input)?.shape ?? {});
  const [only] = input;
  const takesIds = input.length === 1 && only![0] === `${key}s` && definitionIn(only![1])?.type === 'array';
  const output = definitionIn(definition?.output);
  const answersEach = output?.type === 'array' && key in (definitionIn(output.element)?.shape ?? {});
  if (definition?.kind === 'query' && takesIds && answersEach) return;
  throw new GeneratorError(
    'GENERATOR_LAYOUT',
    `${context}.${name} cannot answer a field of many objects with one query.`,
    `Let it take { ${key}s: z.array(…) } and answer a z.array of objects with a ${key}, or name a new query: --query=Get…`,
  );
}

const definitionIn = (schema: unknown): Definition | undefined =>
  (schema as { readonly _zod?: { readonly def: Definition } } | undefined)?._zod?.def;
