import { existsSync, realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { ContractSources } from './contract-sources.js';

/** The sources of the contract packages of a workspace, each read once. */
export class ContractPackages {
  readonly #root: string;
  readonly #byFolder = new Map<string, ContractSources>();

  constructor(root: string) {
    this.#root = realpathSync(root);
  }

  /** The package in a folder, given from the workspace root. */
  at(folder: string): ContractSources {
    let sources = this.#byFolder.get(folder);
    if (!sources) this.#byFolder.set(folder, (sources = ContractSources.read(this.#root, folder)));
    return sources;
  }

  /** The package behind a specifier like `@contracts/shared`; `undefined` if it lies outside of the workspace. */
  named(specifier: string): ContractSources | undefined {
    const installed = join(this.#root, 'node_modules', specifier);
    if (!existsSync(installed)) return undefined;
    const folder = relative(this.#root, realpathSync(installed)).split(sep).join('/');
    return folder.startsWith('..') || folder.includes('node_modules') ? undefined : this.at(folder);
  }
}
