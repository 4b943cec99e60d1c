import { isProduct, type WorkspacePackage } from './packages.js';

/** Packages that the picture shows as one box, because there is one for each context. */
const GROUPS: readonly { readonly id: string; readonly folder: RegExp }[] = [
  { id: 'apps', folder: /^apps\// },
  { id: 'modules', folder: /^libs\/modules\// },
  { id: 'contracts', folder: /^libs\/contracts\// },
];

/** From each box to the boxes that it needs. */
type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** Returns a Mermaid picture of what needs what. An arrow that follows from two others is left out. */
export function packageGraph(packages: readonly WorkspacePackage[]): string {
  const graph = boxes(packages);
  const shown = (ids: readonly string[], box: (id: string) => string): string[] =>
    ids.filter((id) => graph.has(id)).map((id) => `    ${box(id)}`);
  const ofProduct = (folder: string): string[] =>
    packages.filter((one) => isProduct(one) && one.folder.startsWith(folder)).map(boxOf);
  const arrows = [...graph].flatMap(([from, needs]) =>
    [...needs].filter((to) => !isImplied(graph, from, to)).map((to) => `  ${from} --> ${to}`),
  );
  return [
    '```mermaid',
    'flowchart TD',
    '  subgraph application[the application]',
    ...shown(['apps', 'modules', 'contracts'], (id) => `${id}["${id === 'apps' ? 'apps' : `libs/${id}`}/*"]`),
    '  end',
    '  subgraph platform[libs/platform]',
    ...shown(ofProduct('libs/platform/'), (id) => `${id}["${id}"]`),
    '  end',
    '  subgraph tools[tools]',
    ...shown(ofProduct('tools/'), (id) => `${id}["${id}"]`),
    '  end',
    ...arrows,
    '```',
  ].join('\n');
}

function boxes(packages: readonly WorkspacePackage[]): Graph {
  const boxByName = new Map(packages.map((one) => [one.name, boxOf(one)]));
  const graph = new Map<string, Set<string>>();
  for (const one of packages) {
    const box = boxOf(one);
    if (box === '') continue;
    const needs = graph.get(box) ?? new Set<string>();
    for (const name of one.needs) {
      const needed = boxByName.get(name)!;
      if (needed !== box && needed !== '') needs.add(needed);
    }
    graph.set(box, needs);
  }
  return new Map([...graph].map(([box, needs]) => [box, new Set([...needs].sort())]));
}

/** Returns the box of a package: its group, or its own name without the scope; empty for tools of this workspace alone. */
function boxOf(one: WorkspacePackage): string {
  const group = GROUPS.find(({ folder }) => folder.test(one.folder));
  if (group) return group.id;
  return isProduct(one) ? one.name.slice(one.name.indexOf('/') + 1) : '';
}

/** Whether another box that is needed needs this one. */
function isImplied(graph: Graph, from: string, to: string): boolean {
  const seen = new Set<string>();
  const reaches = (box: string): boolean => {
    if (seen.has(box)) return false;
    seen.add(box);
    const needs = graph.get(box) ?? new Set<string>();
    return needs.has(to) || [...needs].some(reaches);
  };
  return [...graph.get(from)!].some((via) => via !== to && reaches(via));
}
