import { readWorkspaceFile } from '../workspace-files.js';
import { packageGraph } from './package-graph.js';
import { packageList } from './package-list.js';
import { workspacePackages, type WorkspacePackage } from './packages.js';

/** A generated part of a page, between `<!-- generated: NAME … -->` and `<!-- end -->`. */
interface Part {
  readonly page: string;
  readonly name: string;
  readonly text: (packages: readonly WorkspacePackage[]) => string;
}

const PARTS: readonly Part[] = [
  { page: 'README.md', name: 'packages', text: (packages) => packageList(packages, '') },
  { page: 'docs/architecture.md', name: 'package graph', text: packageGraph },
];

/** Returns the pages with generated parts as they should be, by path. */
export function generatedPages(): ReadonlyMap<string, string> {
  const packages = workspacePackages();
  const pages = new Map<string, string>();
  for (const { page, name, text } of PARTS)
    pages.set(page, withPart(page, pages.get(page) ?? readWorkspaceFile(page), name, text(packages)));
  return pages;
}

function withPart(page: string, markdown: string, name: string, text: string): string {
  const pattern = new RegExp(`(<!-- generated: ${name} [^\\n]*-->\\n)[^]*?(\\n<!-- end -->)`);
  if (!pattern.test(markdown)) throw new Error(`${page} has no part '<!-- generated: ${name} … -->'.`);
  return markdown.replace(pattern, (_whole, begin: string, end: string) => `${begin}\n${text}\n${end}`);
}
