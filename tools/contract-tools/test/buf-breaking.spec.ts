import { protobufFaults } from '@multilith/contract/protobuf';
import type { ContractLock } from '@multilith/contract/lock';
import { format } from 'prettier';
import { beforeAll, describe, expect, it } from 'vitest';
import { bufBreaking } from './corpus/buf.js';
import type { Change } from './corpus/change.js';
import { corpus } from './corpus/index.js';
import { lockWith } from './corpus/locks.js';

/** What `buf breaking` says about a change; `undefined` if it has no protobuf form. */
type BufVerdict = 'breaking' | 'compatible' | undefined;

const changes = Object.values(corpus).flatMap((chapter) =>
  chapter.changes.map((change) => ({ ...change, reason: change.buf ?? chapter.buf })),
);
const verdicts = new Map<string, BufVerdict>();

beforeAll(() => {
  const pairs = changes.flatMap(({ change, before, after }, i) => {
    const context = `change${i}`;
    const was = lockWith(before, undefined, context);
    const is = lockWith(after, was.lock, context);
    return [was, is].some(({ lock }) => hasFaults(lock)) ? [] : [{ change, context, before: was.lock, after: is.lock }];
  });
  const findings = bufBreaking(pairs);
  for (const { change, context } of pairs)
    verdicts.set(change, findings.some(({ path }) => path.includes(`${context}/`)) ? 'breaking' : 'compatible');
});

const hasFaults = ({ messages }: ContractLock): boolean =>
  Object.values(messages).some(({ versions }) =>
    Object.values(versions).some(({ input, output }) =>
      [{ shape: input }, ...(output ? [output] : [])].some((slot) => protobufFaults(slot).length > 0),
    ),
  );

/** The gate's verdict without a direction, which buf does not know. */
const worst = ({ input, answer, event, history, protobuf }: Change): 'breaking' | 'compatible' =>
  [input, answer, event, history, protobuf].includes('breaking') ? 'breaking' : 'compatible';

describe('buf breaking (WIRE_JSON), the second opinion', () => {
  it('finds nothing that the gate takes for compatible', () => {
    const missed = changes.filter(
      (change) => verdicts.get(change.change) === 'breaking' && worst(change) === 'compatible',
    );
    expect(missed.map(({ change }) => change)).toEqual([]);
  });

  it('agrees with the gate wherever a change gives no reason of its own why it does not', () => {
    const stale = changes.filter((change) => change.buf !== undefined && verdicts.get(change.change) === worst(change));
    expect(stale.map(({ change }) => change)).toEqual([]);
    // It finds changes of types, and there the gate has to find them as well.
    expect([...verdicts.values()].filter((verdict) => verdict === 'breaking').length).toBeGreaterThan(30);
  });

  it('stands beside the verdicts of the gate in docs/contract-changes.md', async () => {
    const page = await format(pageOf(), { parser: 'markdown', printWidth: 120 });
    await expect(page).toMatchFileSnapshot('../../../docs/contract-changes.md');
  });
});

function pageOf(): string {
  const rows = Object.values(corpus).map(({ title, changes: all, buf }) => [
    `## ${title}`,
    '',
    '| change | input | answer | event | history | protobuf | buf | why |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...all.map((change) => rowOf(change, buf)),
    '',
  ]);
  return [HEAD, ...rows.flat()].join('\n');
}

function rowOf(change: Change, reason: string): string {
  const { input, answer, event, history, why, protobuf } = change;
  const buf = verdicts.get(change.change);
  const opinion =
    buf === worst(change) ? buf : buf === undefined ? 'no protobuf form' : `${buf}: ${change.buf ?? reason}`;
  const cells = [change.change, input, answer, event, history, protobuf ?? '', opinion, why];
  return `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;
}

const HEAD = `<!-- Written by tools/contract-tools/test/buf-breaking.spec.ts from the corpus beside it (vitest -u). Do not edit. -->

# Changes of a contract, and what they break

The verdicts of \`nx run-many -t contract-compat\` on changes of a schema, for each place of the schema. Each row is tested: values of the one
schema are written and read with the other, and the verdict holds for all of them.

- **input**: fields of a command or query. Callers with the old contract send, the new callee reads.
- **answer**: the answer of a request, or the data of an error. The new callee answers, callers with the old contract read.
- **event**: fields of an event. The new publisher publishes, subscribers with the old contract read.
- **history**: fields of an event. The journal holds what was published, the new contract reads.
- **protobuf**: \`breaking\` if JSON is exchanged and protobuf is not; then input, answer and event are breaking for clients that use protobuf.
- **buf**: the verdict of \`buf breaking\` (WIRE_JSON) on the \`.proto\` files, and why it differs.

\`careful\` means that deployments have to follow an order (the callee before its callers), or that values are dropped. It does not fail the gate.
`;
