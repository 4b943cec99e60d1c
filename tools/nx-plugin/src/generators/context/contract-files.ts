import { withArticle } from '../names/words.js';
import { ACCESS, type ContextNames } from './context-names.js';

/**
 * The sources of a new contract below its folder, by path.
 *
 * @param hasShared whether `@contracts/shared` offers `line`
 */
export function contractFiles(names: ContextNames, hasShared: boolean): Record<string, string> {
  const { context, constant, description, entity, entities, file, files, noun, nouns, id } = names;
  const aNoun = withArticle(noun);
  const importLine = hasShared ? `import { line } from '@contracts/shared';\n` : '';
  const note = hasShared ? 'line(200)' : 'z.string().trim().min(1).max(200)';
  return {
    'README.md': `# @contracts/${context}

${description}.

| message | kind | access | what it says |
| --- | --- | --- | --- |
| \`${context}.Register${entity}\` | command | ${ACCESS.words} | registers ${aNoun}; answers its id |
| \`${context}.Get${entities}\` | query | ${ACCESS.words} | ${nouns} by id |
| \`${context}.${entity}Registered\` | event | | there is a new ${noun} |

The key of the event is the ${noun} id.
`,
    'src/index.ts': `/** The published language of ${context}. */
export { ${constant} } from './${context}.contract.js';
export { Register${entity} } from './register-${file}.js';
export { Get${entities} } from './get-${files}.js';
export { ${entity}Registered } from './${file}-registered.js';
export { ${entity}View } from './${file}-view.js';
`,
    [`src/${context}.contract.ts`]: `import { contract } from '@multilith/contract';
import lock from './contract.lock.json' with { type: 'json' };
import { Get${entities} } from './get-${files}.js';
import { Register${entity} } from './register-${file}.js';
import { ${entity}Registered } from './${file}-registered.js';

/** Everything that can be asked of ${context}, and everything it tells. */
export const ${constant} = contract('${context}', [Register${entity}, Get${entities}, ${entity}Registered], { lock });
`,
    [`src/register-${file}.ts`]: `${importLine}import { command${ACCESS.imports} } from '@multilith/contract';
import { z } from 'zod';

/** Registers ${aNoun}. Every request makes a new one; send an idempotency key to make a repeat harmless. */
export class Register${entity} extends command('${context}.Register${entity}', {
  input: z.object({
    /** For people. 1 to 200 characters. */
    note: ${note},
  }),
  output: z.object({ ${id}: z.uuid() }),
  access: ${ACCESS.code},
}) {}
`,
    [`src/get-${files}.ts`]: `import { query${ACCESS.imports} } from '@multilith/contract';
import { z } from 'zod';
import { ${entity}View } from './${file}-view.js';

/** The ${nouns} with these ids, in no particular order. Ids that there are not are left out. */
export class Get${entities} extends query('${context}.Get${entities}', {
  input: z.object({ ${id}s: z.array(z.uuid()).max(2000) }),
  output: z.array(${entity}View),
  access: ${ACCESS.code},
}) {}
`,
    [`src/${file}-registered.ts`]: `import { event } from '@multilith/contract';
import { ${entity}View } from './${file}-view.js';

/** There is a new ${noun}. */
export class ${entity}Registered extends event('${context}.${entity}Registered', {
  payload: ${entity}View,
  key: ({ ${id} }) => ${id},
}) {}
`,
    [`src/${file}-view.ts`]: `${importLine}import { z } from 'zod';

/** What others may see of ${aNoun}. */
export const ${entity}View = z.object({
  ${id}: z.uuid(),
  /** For people. 1 to 200 characters. */
  note: ${note},
  registeredAt: z.date(),
});
/** What others may see of ${aNoun}. */
export type ${entity}View = z.output<typeof ${entity}View>;
`,
    [`src/${context}.spec.ts`]: `import { contractFaults, decodeMessage, definitionOf, encodeMessage, InvalidMessageError } from '@multilith/contract';
import { describe, expect, it } from 'vitest';
import { Register${entity}, ${entity}Registered, ${constant} } from './index.js';

const ${id} = '7b0c7a52-6a7f-4c0b-9a52-0d6f4d7d8f10';

describe('the contract of ${context}', () => {
  it('has no fault', () => {
    expect(contractFaults(${constant})).toEqual([]);
  });

  it('survives the wire, and orders its events by ${noun}', () => {
    const registered = new ${entity}Registered({ ${id}, note: 'new', registeredAt: new Date() });
    expect(decodeMessage(${entity}Registered, encodeMessage(registered))).toEqual(registered);
    expect(definitionOf(registered)!.key!(registered as never)).toBe(${id});
  });

  it.each(['', ' ', 'x'.repeat(201)])('refuses the note %j', (note) => {
    expect(() => new Register${entity}({ note })).toThrow(InvalidMessageError);
  });
});
`,
  };
}
