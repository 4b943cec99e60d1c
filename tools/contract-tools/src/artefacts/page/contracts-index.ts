import { placedFiles } from '@multilith/boundary-lint';
import { ContractDocs } from '../../source/contract-docs.js';
import { ContractPackages } from '../../source/contract-packages.js';
import type { DeclaredClass } from '../../source/contract-sources.js';
import type { GeneratedFile } from '../../workspace/loaded-contract.js';
import { byText } from '../../lock/by-text.js';
import { summaryOf } from '../artefact-docs.js';
import { GENERATED } from '../generated.js';
import { inCell } from './field-table.js';
import { PAGES } from './pages.js';

/**
 * The page that lists the contracts of a workspace, from their sources. It is the same whichever contracts are generated.
 *
 * @param root folder of the workspace
 */
export function contractsIndex(root: string): GeneratedFile {
  const packages = new ContractPackages(root);
  const units = new Set(placedFiles(root).flatMap(({ from }) => (from.kind === 'contract' ? [from] : [])));
  const rows = [...units].flatMap(({ name, folder }) => {
    const { classes } = packages.at(folder);
    if (!classes.some(({ kind }) => kind !== 'contractError')) return [];
    const about = summaryOf(new ContractDocs(root, folder, packages).contract) ?? '';
    const counts = (['command', 'query', 'event'] as const).map((kind) => countOf(classes, kind));
    return [`| [${name}](${name}.md) | ${inCell(about)} | ${counts.join(' | ')} |`];
  });
  const lines = [
    `<!-- ${GENERATED} -->`,
    '',
    '# Contracts',
    '',
    'The messages that contexts offer to each other and to programs in other languages.',
    '',
    '| contract | | commands | queries | events |',
    '| --- | --- | --- | --- | --- |',
    ...rows.sort(byText),
    '',
  ];
  return { path: `${PAGES}/README.md`, content: lines.join('\n') };
}

/** How many messages of a kind there are, each counted once for all its versions. */
const countOf = (classes: readonly DeclaredClass[], kind: DeclaredClass['kind']): number =>
  new Set(classes.filter((each) => each.kind === kind).map(({ name }) => name)).size;
