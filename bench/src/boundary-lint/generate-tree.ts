import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { helpers, NOT_INSTALLED, spread } from './filler.js';

/** How large a generated workspace is. */
export interface TreeSize {
  readonly contexts: number;
  /** TypeScript files of each context: its module and its contract together. */
  readonly filesPerContext: number;
}

/** A file in the middle of the tree, which a comparison edits between two runs. */
export const EDITED_FILE = 'libs/modules/context-3/src/application/use-case-7/use-case-7.handler.ts';

const NPM = ['zod', '@nestjs/common', '@nestjs/cqrs', 'typeorm'];
/** Files of one use case; the rest of a context is its frame. */
const FILES_PER_USE_CASE = 4;
const FRAME = 5;

/** What was generated. */
export interface GeneratedTree {
  /** TypeScript files. */
  readonly files: number;
  /** Imports of one module into another, each on a line of its own. */
  readonly crossings: number;
}

/**
 * Writes a workspace in the layout of the house: contexts with use cases, entities with SQL, specs, and contracts that
 * others call. Files are as long as those of real code bases, a tenth of the imports are of packages that are not
 * installed, and every second file of a module imports another module. The same size gives the same tree.
 */
export function generateTree(root: string, { contexts, filesPerContext }: TreeSize): GeneratedTree {
  let files = 0;
  let crossings = 0;
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    if (path.endsWith('.ts')) files++;
  };
  const link = (name: string, folder: string): void => {
    mkdirSync(dirname(join(root, 'node_modules', name)), { recursive: true });
    symlinkSync(join(root, folder), join(root, 'node_modules', name), 'dir');
  };
  const addPackage = (name: string, folder: string, dependencies: readonly string[]): void => {
    put(`${folder}/package.json`, manifest(name, dependencies));
    link(name, folder);
  };
  for (const name of NPM) {
    put(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    put(`node_modules/${name}/index.js`, 'module.exports = {};');
  }
  put('package.json', JSON.stringify({ name: 'generated', private: true, type: 'module', workspaces: ['libs/*/*'] }));
  put('tsconfig.json', JSON.stringify({ compilerOptions: { module: 'NodeNext', experimentalDecorators: true } }));
  for (const platform of ['contract', 'runtime']) {
    addPackage(`@multilith/${platform}`, `libs/platform/${platform}`, []);
    put(
      `libs/platform/${platform}/src/index.ts`,
      'export const command: any = 1, query: any = 2, use: any = 3, ContextModule: any = 4;\n',
    );
  }
  const useCases = Math.floor((filesPerContext - FRAME) / FILES_PER_USE_CASE);
  for (let context = 0; context < contexts; context++) {
    const name = `context-${context}`;
    addPackage(`@contracts/${name}`, `libs/contracts/${name}`, ['@multilith/contract', 'zod']);
    addPackage(`@modules/${name}`, `libs/modules/${name}`, [
      '@multilith/contract',
      '@multilith/runtime',
      ...NPM,
      ...NOT_INSTALLED,
      ...Array.from({ length: contexts }, (_, i) => `@contracts/context-${i}`),
    ]);
    for (const [path, text] of Object.entries(filesOf(context, useCases))) {
      const crossing = path.startsWith('libs/modules/') ? crossingOf(path, context, files) : '';
      if (crossing !== '') crossings++;
      const imports = [...neighboursOf(path, useCases, files), ...missingOf(path, files)];
      const whole = `${imports.join('')}${crossing}${text}`;
      put(path, isIndex(path) ? `${crossing}${text}` : whole + helpers(files, whole));
    }
  }
  return { files, crossings };
}

/** Files that only pass on what others declare. */
const isIndex = (path: string): boolean => path.endsWith('/index.ts');

/** An import of another module's code by its path, in seven of ten files of those that have a module below theirs. */
function crossingOf(path: string, context: number, number: number): string {
  if (context === 0 || isIndex(path) || spread(number * 3) > CROSSING_SHARE) return '';
  const other = Math.floor(spread(number * 5) * context);
  const target = `libs/modules/context-${other}/src/application/use-case-0/policy-0.js`;
  return `import { Policy0 as Foreign } from '${posix.relative(dirname(path), target)}';\nexport const foreign: Foreign | undefined = undefined;\n`;
}

const CROSSING_SHARE = 0.7;

/** Imports of files of the same context: three for each file of a module. */
function neighboursOf(path: string, useCases: number, number: number): string[] {
  if (!path.startsWith('libs/modules/') || useCases === 0) return [];
  const src = path.slice(0, path.indexOf('/src/') + 4);
  return [0, 1, 2].map((i) => {
    const use = Math.floor(spread(number * 7 + i) * useCases);
    const target = `${src}/application/use-case-${use}/policy-${use}.js`;
    return `import type { Policy${use} as Near${i} } from './${posix.relative(dirname(path), target)}';\n`;
  });
}

/** An import of a package that is not installed, in three of four files of a module: a tenth of all imports. */
function missingOf(path: string, number: number): string[] {
  if (!path.startsWith('libs/modules/') || number % 4 === 0) return [];
  const name = NOT_INSTALLED[number % NOT_INSTALLED.length]!;
  return [`import type { Missing } from '${name}';\nexport type FromElsewhere = Missing;\n`];
}

const manifest = (name: string, dependencies: readonly string[]): string =>
  JSON.stringify({
    name,
    type: 'module',
    exports: { '.': { '@multilith/source': './src/index.ts', types: './src/index.ts', default: './src/index.ts' } },
    dependencies: Object.fromEntries(dependencies.map((dependency) => [dependency, '*'])),
  });

function filesOf(context: number, useCases: number): Record<string, string> {
  const name = `context-${context}`;
  const module = `libs/modules/${name}/src`;
  const contract = `libs/contracts/${name}/src`;
  // Calls go to contexts with a lower number only, so that there is no circle.
  const callee = context === 0 ? undefined : Math.floor(context / 2);
  const files: Record<string, string> = {};
  const numbers = Array.from({ length: useCases }, (_, i) => i);
  for (const i of numbers) {
    files[`${contract}/message-${i}.ts`] = message(context, i);
    Object.assign(files, useCase(context, i, callee));
  }
  files[`${contract}/index.ts`] = [
    ...numbers.map((i) => `export { Message${i} } from './message-${i}.js';`),
    `export { contract${context} } from './contract.js';\n`,
  ].join('\n');
  files[`${contract}/contract.ts`] =
    `/** The contract of ${name}. */\nexport const contract${context} = { name: '${name}' };\n`;
  files[`${module}/index.ts`] = `export { Context${context}Module } from './${name}.module.js';\n`;
  files[`${module}/persistence/row.entity.ts`] = entity(context);
  files[`${module}/${name}.module.ts`] = [
    `import { Module } from '@nestjs/common';`,
    `import { ContextModule, use } from '@multilith/runtime';`,
    ...(callee === undefined ? [] : [`import { contract${callee} } from '@contracts/context-${callee}';`]),
    ...numbers.map((i) => `import { UseCase${i}Handler } from './application/use-case-${i}/use-case-${i}.handler.js';`),
    `@Module({`,
    `  imports: [ContextModule.forFeature({ uses: [${callee === undefined ? '' : `use(contract${callee}, { timeout: '2s', whenUnavailable: 'fail' })`}] })],`,
    `  providers: [${numbers.map((i) => `UseCase${i}Handler`).join(', ')}],`,
    `})\nexport class Context${context}Module {}\n`,
  ].join('\n');
  return files;
}

const message = (context: number, i: number): string => `import { command } from '@multilith/contract';
import { z } from 'zod';

/** Asks context ${context} to do the work of use case ${i}. Repeating it with the same key changes nothing. */
export class Message${i} extends command('context-${context}.Message${i}', {
  input: z.object({ id: z.string().min(1).max(64), amount: z.number().int().nonnegative(), note: z.string().optional() }),
  output: z.object({ id: z.string(), at: z.date() }),
}) {}
`;

function useCase(context: number, i: number, callee: number | undefined): Record<string, string> {
  const folder = `libs/modules/context-${context}/src/application/use-case-${i}`;
  const calls = callee === undefined ? '' : `import { Message${i} as Other } from '@contracts/context-${callee}';\n`;
  const call =
    callee === undefined ? '' : '    await this.commands.execute(new Other({ id: command.id, amount: total }));\n';
  return {
    [`${folder}/use-case-${i}.handler.ts`]: `import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Message${i} } from '@contracts/context-${context}';
${calls}import { Row } from '../../persistence/row.entity.js';
import { Policy${i} } from './policy-${i}.js';

/** Carries out Message${i}: checks the policy, writes a row and answers with its id. */
@CommandHandler(Message${i})
export class UseCase${i}Handler implements ICommandHandler<Message${i}> {
  constructor(
    private readonly commands: CommandBus,
    private readonly policy: Policy${i},
  ) {}

  async execute(command: any): Promise<{ id: string; at: Date }> {
    const total = this.policy.total(command.amount, command.lines ?? []);
    if (total > 1_000_000) throw new Error(\`\${command.id} is too large: \${total}\`);
    const row = new Row();
    row.id = command.id;
    row.amount = total;
${call}    return { id: row.id, at: new Date() };
  }
}
`,
    [`${folder}/policy-${i}.ts`]: `/** What use case ${i} allows. */
export class Policy${i} {
  /** The sum of an amount and its lines, in minor units; lines without a price count nothing. */
  total(amount: number, lines: readonly { readonly price?: number; readonly quantity: number }[]): number {
    return lines.reduce((sum, { price = 0, quantity }) => sum + price * quantity, amount);
  }

  /** Whether requests are accepted at a time of day. */
  allows(hour: number, role: string | undefined): boolean {
    if (role === 'night') return hour < 6 || hour >= 22;
    return hour >= 6 && hour < 22;
  }
}
`,
    [`${folder}/use-case-${i}.spec.ts`]: `import { Policy${i} } from './policy-${i}.js';
import { UseCase${i}Handler } from './use-case-${i}.handler.js';

declare const describe: any, it: any, expect: any;

describe('use case ${i} of context ${context}', () => {
  it('adds up its lines', () => {
    expect(new Policy${i}().total(5, [{ price: 2, quantity: 3 }])).toBe(11);
  });

  it('is carried out by a handler of its own', () => {
    expect(UseCase${i}Handler.name).toBe('UseCase${i}Handler');
  });
});
`,
  };
}

const entity = (context: number): string => `import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What context ${context} keeps. */
@Entity('row_${context}')
export class Row {
  @PrimaryColumn()
  id!: string;

  @Column('bigint')
  amount!: number;
}

export const CREATE = 'CREATE TABLE row_${context} (id text PRIMARY KEY, amount bigint NOT NULL)';
`;
