import { parseSync } from 'oxc-parser';
import { visit, type Node } from '../imports/syntax-tree.js';
import { isTest, type FileInContext, type LocatedFinding, type WorkspaceRule } from './rule.js';

type Found = LocatedFinding & { readonly file: FileInContext };
/** A module's own code and its `src/api` are wired apart and may run in different hosts, so each declares its uses. */
type Part = 'module' | 'api';

/**
 * A contract whose commands or queries are sent stands in `uses`, where the module also says what it does when that
 * context is not there; and what stands there is sent. Events and value types need no entry.
 */
export const declaredUse: WorkspaceRule = {
  name: 'declared-use',
  check(files) {
    const requests = requestsOfContracts(files);
    const parts = new Map<string, FileInContext[]>();
    for (const file of files)
      if (file.from.kind === 'module' && !isTest(file.path)) {
        const key = `${file.from.name} ${partOf(file)}`;
        parts.set(key, [...(parts.get(key) ?? []), file]);
      }
    return [...parts.values()].flatMap((part) => checkPart(part, requests));
  },
};

const partOf = ({ path, from }: FileInContext): Part => (path.startsWith(`${from.folder}/src/api/`) ? 'api' : 'module');

function checkPart(files: readonly FileInContext[], requests: ReadonlyMap<string, ReadonlySet<string>>): Found[] {
  const declared = new Map<string, { file: FileInContext; start: number }>();
  for (const file of files) for (const use of usesIn(file)) declared.set(use.context, { file, start: use.start });
  const sent = new Map<string, { file: FileInContext; start: number; message: string }>();
  for (const file of files)
    for (const { context, name, start } of contractNames(file))
      if (context !== file.from.name && requests.get(context)?.has(name) && !sent.has(context))
        sent.set(context, { file, start, message: name });

  const [{ from }] = files as [FileInContext];
  const where = partOf(files[0]!) === 'api' ? 'ContextModule.forApi' : 'ContextModule.forFeature';
  const missing = [...sent].filter(([context]) => !declared.has(context));
  const unused = [...declared].filter(([context]) => context !== from.name && !sent.has(context));
  return [
    ...missing.map(([context, { file, start, message }]) => ({
      file,
      start,
      to: context,
      message: `module '${from.name}' uses ${message} of '${context}' without saying so. Add use(${context}, { timeout, whenUnavailable }) to the uses of its ${where}.`,
    })),
    ...unused.map(([context, { file, start }]) => ({
      file,
      start,
      to: context,
      message: `module '${from.name}' declares use(${context}) in its ${where}, but sends it nothing from there. Remove the entry.`,
    })),
  ];
}

/** What a file takes from contracts, by the name the contract exports it under. */
function contractNames({ imports }: FileInContext): { context: string; name: string; start: number }[] {
  return imports.flatMap(({ item, target }) =>
    target.kind === 'file' && target.unit?.kind === 'contract'
      ? item.names.map((name) => ({ context: target.unit!.name, name, start: item.start }))
      : [],
  );
}

/** The contexts named by `use(<contract>, …)` calls of a file. */
function usesIn(file: FileInContext): { context: string; start: number }[] {
  if (!/\buse\s*\(/.test(file.source.text)) return [];
  const parsed = parseSync(file.source.file, file.source.text);
  const contextOfLocal = new Map<string, string>();
  for (const { moduleRequest, entries } of parsed.module.staticImports) {
    const resolved = file.imports.find(({ item }) => item.start === moduleRequest.start);
    if (resolved?.target.kind !== 'file' || resolved.target.unit?.kind !== 'contract') continue;
    for (const { localName } of entries) contextOfLocal.set(localName.value, resolved.target.unit.name);
  }
  const found: { context: string; start: number }[] = [];
  visit(parsed.program as unknown as Node, (node) => {
    if (node.type !== 'CallExpression' || (node.callee as Node & { name?: string }).name !== 'use') return;
    const argument = (node.arguments as (Node & { name?: string })[])[0];
    const context = argument?.name === undefined ? undefined : contextOfLocal.get(argument.name);
    if (context !== undefined) found.push({ context, start: node.start });
  });
  return found;
}

/** The commands and queries that each contract declares: `class X extends command(…)`. */
function requestsOfContracts(files: readonly FileInContext[]): ReadonlyMap<string, ReadonlySet<string>> {
  const byContext = new Map<string, Set<string>>();
  for (const { from, path, source } of files) {
    if (from.kind !== 'contract' || isTest(path)) continue;
    const names = byContext.get(from.name) ?? new Set();
    byContext.set(from.name, names);
    visit(parseSync(source.file, source.text).program as unknown as Node, (node) => {
      const base =
        node.type === 'ClassDeclaration' ? (node.superClass as (Node & { callee?: { name?: string } }) | null) : null;
      if (base?.type !== 'CallExpression' || !['command', 'query'].includes(base.callee?.name ?? '')) return;
      names.add((node.id as { name?: string } | null)?.name ?? 'default');
    });
  }
  return byContext;
}
