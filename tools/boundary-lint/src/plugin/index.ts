/**
 * The check inside an editor, for ESLint and oxlint. It shows what the command line finds in the open file, from the same
 * core. The command line is the gate: no comment switches that off.
 *
 * @example
 * // .oxlintrc.json
 * { "jsPlugins": ["@multilith/boundary-lint/plugin"], "rules": { "boundaries/check": "error" } }
 * // eslint.config.js
 * export default [{ plugins: { boundaries }, rules: { 'boundaries/check': 'error' } }];
 */
import { realpathSync } from 'node:fs';
import { NotAWorkspaceError } from '../workspace/config.js';
import { Session, workspaceOf } from './session.js';

/** The part of the rule context of ESLint and oxlint that the plugin uses. */
export interface RuleContext {
  readonly filename: string;
  readonly sourceCode: { readonly text: string };
  /** `root` and `config`, as on the command line. */
  readonly options?: readonly { readonly root?: string; readonly config?: string }[];
  report(problem: { loc: { start: Position; end: Position }; message: string }): void;
}

interface Position {
  /** 1-based. */
  readonly line: number;
  /** 0-based. */
  readonly column: number;
}

const sessions = new Map<string, Session>();

/** Reports the findings of a file. */
export const check = {
  meta: {
    type: 'problem',
    docs: { description: 'no import crosses the boundary of a bounded context' },
    schema: [
      {
        type: 'object',
        properties: { root: { type: 'string' }, config: { type: 'string' } },
        additionalProperties: false,
      },
    ],
  },
  create: (context: RuleContext): { Program(): void } => ({ Program: () => reportProblems(context) }),
} as const;

function reportProblems(context: RuleContext): void {
  const file = real(context.filename);
  const { root = file === undefined ? undefined : workspaceOf(file), config } = context.options?.[0] ?? {};
  if (file === undefined || root === undefined) return;
  try {
    const key = `${root}\0${config ?? ''}`;
    const session = sessions.get(key) ?? new Session(root, config);
    sessions.set(key, session);
    for (const { line, column, message, ...problem } of session.problemsIn(file, context.sourceCode.text)) {
      const at = { line, column: column - 1 };
      const name = 'rule' in problem ? problem.rule : 'unanalysable';
      const proposal = 'proposal' in problem && problem.proposal ? ` ${problem.proposal}` : '';
      context.report({ loc: { start: at, end: at }, message: `${name}: ${message}${proposal}` });
    }
  } catch (error) {
    if (!(error instanceof NotAWorkspaceError)) throw error;
    const start = { line: 1, column: 0 };
    context.report({ loc: { start, end: start }, message: `boundary-lint could not run: ${error.message}` });
  }
}

/** Unsaved editor buffers without a file belong to no workspace. */
function real(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

export default { meta: { name: 'boundaries', version: '0.1.0' }, rules: { check } };
