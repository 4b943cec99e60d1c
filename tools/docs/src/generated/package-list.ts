import { isProduct, type WorkspacePackage } from './packages.js';

/**
 * Returns a Markdown table of the packages of the product with their descriptions.
 *
 * @param up the way from the folder of the page to the root, like `../`; empty for a page in the root
 */
export function packageList(packages: readonly WorkspacePackage[], up: string): string {
  const rows = packages
    .filter(isProduct)
    .map(
      ({ name, folder, description }) =>
        `| [${name}](${up}${folder}/README.md) | ${description.replaceAll('|', '\\|')} |`,
    );
  return ['| package | what it is |', '| --- | --- |', ...rows].join('\n');
}
