import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, table } from '../report/table.js';
import { EDITED_FILE, generateTree } from './generate-tree.js';

/** The size of the tree that the issue of speed is about: 8,000 TypeScript files. */
const SIZE = { contexts: 40, filesPerContext: 202 };
const ROUNDS = 3;

interface Tool {
  readonly name: string;
  /** Checks the tree once, and returns how many imports of one module into another it found. */
  check(root: string): number;
  /** Forgets what it kept between runs. */
  forget(root: string): void;
}

/**
 * How long a check of a large workspace takes: from nothing, and again after one file was edited. Both tools look for
 * imports from one module into another, in turn, on the same generated tree, and both must find all of them.
 */
export async function boundaryLint(): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'boundary-lint-bench-'));
  try {
    const { files, crossings } = generateTree(root, SIZE);
    const check = (tool: Tool): void => {
      const found = tool.check(root);
      if (found !== crossings) throw new Error(`${tool.name} found ${found} of ${crossings} crossing imports`);
    };
    writeFileSync(join(root, '.dependency-cruiser.cjs'), CRUISER_CONFIG);
    const tools = [ours(), cruiser()].filter((tool) => tool !== undefined);
    const figures = tools.map(() => ({ cold: [] as number[], edited: [] as number[] }));
    for (let round = 0; round < ROUNDS; round++)
      for (const [i, tool] of tools.entries()) {
        tool.forget(root);
        figures[i]!.cold.push(seconds(() => check(tool)));
        appendFileSync(join(root, EDITED_FILE), `// ${round}\n`);
        figures[i]!.edited.push(seconds(() => check(tool)));
      }
    const [base] = figures;
    const rows = tools.map(({ name }, i) => {
      const [cold, edited] = [median(figures[i]!.cold), median(figures[i]!.edited)];
      const ratio = (mine: number, first: number): string => `${(mine / first).toFixed(1)} ×`;
      return [
        name,
        cold.toFixed(2),
        ratio(cold, median(base!.cold)),
        edited.toFixed(2),
        ratio(edited, median(base!.edited)),
      ];
    });
    const missing = tools.length < 2 ? '\n(dependency-cruiser is not installed)' : '';
    return `Checking boundaries in ${files.toLocaleString('en')} TypeScript files with ${crossings.toLocaleString('en')} crossing imports, seconds\n${table(['', 'cold', '', 'after an edit', ''], rows)}${missing}`;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function ours(): Tool {
  const cli = fileURLToPath(new URL('../../../tools/boundary-lint/dist/cli.js', import.meta.url));
  return {
    name: 'boundary-lint',
    check: (root) => run(cli, ['--root', root], root).split('  no-cross-context\n').length - 1,
    forget: (root) => rmSync(join(root, 'node_modules/.cache/boundary-lint.json'), { force: true }),
  };
}

function cruiser(): Tool | undefined {
  const manifest = manifestOf('dependency-cruiser');
  const cli = manifest && join(dirname(manifest), 'bin/dependency-cruise.mjs');
  if (!cli || !existsSync(cli)) return undefined;
  const args = [
    '--config',
    '.dependency-cruiser.cjs',
    '--cache',
    '.cruise-cache',
    '--cache-strategy',
    'content',
    'libs',
  ];
  return {
    name: 'dependency-cruiser',
    check: (root) => Number(/\((\d+) errors/.exec(run(cli, args, root))?.[1] ?? 0),
    forget: (root) => rmSync(join(root, '.cruise-cache'), { recursive: true, force: true }),
  };
}

function manifestOf(name: string): string | undefined {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const file = join(folder, 'node_modules', name, 'package.json');
    if (existsSync(file)) return file;
    if (dirname(folder) === folder) return undefined;
    folder = dirname(folder);
  }
}

/** Runs a tool that finds something, and returns what it prints. */
function run(program: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [program, ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error) throw error;
  if (stderr !== '' || stdout === '') throw new Error(`${program} ended with ${status}:\n${stderr.slice(-2000)}`);
  return stdout;
}

function seconds(work: () => void): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}

/** The first of our rules, for dependency-cruiser. Types count, or it would see half as many imports as we do. */
const CRUISER_CONFIG = `module.exports = {
  forbidden: [
    {
      name: 'no-cross-context',
      severity: 'error',
      from: { path: '^libs/modules/([^/]+)/' },
      to: { path: '^libs/modules/([^/]+)/', pathNot: '^libs/modules/$1/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['@multilith/source', 'types', 'import'] },
  },
};
`;
