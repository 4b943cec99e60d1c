import { isOpen, type CheckedContract, type CheckedFinding, type GateResult } from '../check-contracts.js';
import type { MergeBase } from '../base/merge-base.js';
import type { FindingPart, Verdict } from '../finding.js';
import { consumerLines } from './consumer-lines.js';

/** Returns the result of the gate as text: grouped by contract, the worst findings first. */
export function reportOf(result: GateResult): string {
  const { contracts } = result;
  const blocks = contracts.flatMap((contract) => contractBlock(contract, result));
  const all = contracts.flatMap(({ findings }) => findings);
  const count = (verdict: Verdict): number => all.filter((finding) => finding.verdict === verdict).length;
  const accepted = all.filter((finding) => finding.verdict === 'breaking' && !isOpen(finding)).length;
  const summary = [
    `${count('breaking')} breaking${accepted > 0 ? ` (${accepted} accepted)` : ''}`,
    `${count('careful')} to be careful with`,
    `${count('compatible')} compatible`,
  ].join(', ');
  const unchanged = contracts.length === 0 ? 'There is no contract to compare' : 'No contract changed';
  const notCompared = contracts.filter(({ comparedWith }) => comparedWith.length === 0);
  return [
    ...blocks,
    ...(all.length > 0 ? [BLIND, ''] : []),
    ...(notCompared.length > 0
      ? [
          `○ New, or without an earlier lock: ${notCompared.map(({ context }) => context).join(', ')}. There is nothing to compare.`,
        ]
      : []),
    `${result.isBroken ? '✗' : '✓'} ${all.length === 0 ? unchanged : `Changes of contracts: ${summary}`} (${comparedWith(result)}).`,
  ].join('\n');
}

const BLIND =
  'A changed meaning cannot be seen: rules in code (refine, codec), conversions, the key of an event and what a value stands for are not compared.';

function comparedWith({ base, contracts }: GateResult): string {
  const published = contracts.filter((contract) => contract.comparedWith.includes('published')).length;
  return [
    base ? baseText(base) : 'no git repository with commits',
    published > 0 ? `published locks: ${published}` : 'no published locks',
  ].join(', ');
}

const baseText = ({ ref, commit, isHead }: MergeBase): string =>
  `merge base with ${ref}: ${commit.slice(0, 8)}${isHead ? ', which is HEAD: only changes that are not committed count' : ''}`;

const ORDER: readonly Verdict[] = ['breaking', 'careful', 'compatible'];

function contractBlock({ context, folder, owner, findings, stale }: CheckedContract, result: GateResult): string[] {
  if (findings.length === 0 && stale.length === 0) return [];
  const groups = grouped(findings).sort((a, b) => ORDER.indexOf(a[0]!.verdict) - ORDER.indexOf(b[0]!.verdict));
  const compatible = groups.filter(([first]) => first!.verdict === 'compatible');
  return [
    `${context}  ${folder}${owner ? `  owner: ${owner}` : ''}`,
    '',
    ...groups.filter(([first]) => first!.verdict !== 'compatible').flatMap((group) => findingBlock(group, result)),
    ...(compatible.length > 0
      ? [...compatible.map(([first, ...others]) => `  ✓ ${subjectOf([first!, ...others])}: ${first!.what}`), '']
      : []),
    ...stale.map((id) => `  ○ contract.accepted.json accepts ${id}, which is no longer a finding: remove it.`),
    ...(stale.length > 0 ? [''] : []),
  ];
}

/** The same change in several parts is one block: an event and its history. */
function grouped(findings: readonly CheckedFinding[]): CheckedFinding[][] {
  const groups = new Map<string, CheckedFinding[]>();
  for (const finding of findings) {
    const { message, version, path, what, verdict, form, accepted } = finding;
    const key = JSON.stringify([message, version, path, what, verdict, form, accepted]);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()];
}

const PARTS: Readonly<Record<FindingPart, string>> = {
  message: 'message',
  version: 'version',
  access: 'access',
  input: 'input',
  answer: 'answer',
  error: 'error',
  event: 'for subscribers',
  history: 'history',
};

function subjectOf(group: readonly CheckedFinding[]): string {
  const { message, version, path } = group[0]!;
  const parts = [...new Set(group.map(({ part }) => PARTS[part]))].join(', ');
  return `${message}${version === undefined ? '' : ` v${version}`} · ${parts}${path ? ` · ${path}` : ''}`;
}

function findingBlock(group: CheckedFinding[], { base }: GateResult): string[] {
  const [first] = group;
  const { verdict, what, accepted } = first!;
  const mark = verdict === 'careful' ? '!' : isOpen(first!) ? '✗' : '○';
  const remedies = [...new Set(group.map((finding) => finding.remedy))].filter((text) => text !== '');
  const line = (label: string, text: string): string => `      ${label.padEnd(8)} ${text}`;
  const labelled = (label: string, texts: readonly string[]): string[] =>
    texts.map((text, i) => line(i === 0 ? label : '', text));
  const consumers = group.flatMap((finding) => finding.consumers);
  // A remark lists consumers only if there are any; a breaking change may also break consumers elsewhere.
  const users = verdict === 'breaking' || consumers.length > 0 ? consumerLines(consumers) : [];
  const isOnlyPublished = group.every(({ against }) => !against.includes('base'));
  return [
    `  ${mark} ${subjectOf(group)}: ${what}`,
    ...[...new Set(group.map(({ why }) => why))].map((why) => `      ${why}`),
    ...(isOnlyPublished && base ? [line('since', 'the published lock; the merge base has it already')] : []),
    ...labelled(verdict === 'breaking' ? 'breaks' : 'users', users),
    ...labelled(verdict === 'breaking' ? 'instead' : 'so', remedies),
    ...(isOpen(first!)
      ? [
          line(
            'accept',
            `npx multilith-contract compat ${group.map(({ id }) => `--accept ${id}`).join(' ')} --reason "…"`,
          ),
        ]
      : []),
    ...(accepted === undefined ? [] : [line('accepted', accepted)]),
    '',
  ];
}
