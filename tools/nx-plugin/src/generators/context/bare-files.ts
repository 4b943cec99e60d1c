import type { ContextNames } from './context-names.js';

/** The sources of a contract without messages below its folder, by path. `nx g command`, `query` and `event` add to it. */
export function bareContractFiles({ context, constant, description }: ContextNames): Record<string, string> {
  return {
    'README.md': `# @contracts/${context}

${description}.

| message | kind | access | what it says |
| --- | --- | --- | --- |
`,
    'src/index.ts': `/** The published language of ${context}. */
export { ${constant} } from './${context}.contract.js';
`,
    [`src/${context}.contract.ts`]: `import { contract } from '@multilith/contract';
import lock from './contract.lock.json' with { type: 'json' };

/** Everything that can be asked of ${context}, and everything it publishes. */
export const ${constant} = contract('${context}', [], { lock });
`,
    [`src/${context}.spec.ts`]: `import { contractFaults } from '@multilith/contract';
import { expect, it } from 'vitest';
import { ${constant} } from './index.js';

it('the contract of ${context} has no fault', () => {
  expect(contractFaults(${constant})).toEqual([]);
});
`,
  };
}

/** The sources of a module without handlers and tables below its folder, without its API, by path. */
export function bareModuleFiles({ context, prefix, constant, description }: ContextNames): Record<string, string> {
  return {
    'README.md': `# ${context}

${description}.

| | |
| --- | --- |
| owns | nothing |
| commands | nothing |
| queries | nothing |
| publishes | nothing |
| subscribes | nothing |
| calls | nothing |
| API | nothing |
`,
    'src/index.ts': `export { ${prefix}Module } from './${context}.module.js';
`,
    [`src/${context}.module.ts`]: `import { Module } from '@nestjs/common';
import { ${constant} } from '@contracts/${context}';
import { ContextModule } from '@multilith/runtime';

/** ${description}. */
@Module({
  imports: [
    ContextModule.forFeature({
      contract: ${constant},
      persistence: { entities: [], migrations: [] },
    }),
  ],
  providers: [],
})
export class ${prefix}Module {}
`,
  };
}
