// How `nx release version` reads and writes versions (nx.json, `release.version.versionActions`). Nx brings this for npm in
// @nx/js, with 150 packages that nothing else here needs. All packages of Multilith have one version, so the rest is what
// `npm run workspace` does: ranges of all packages, those of the shop too, follow the versions.
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { VersionActions } from 'nx/release';

const ROOT = resolve(import.meta.dirname, '../../..');

export default class PackageVersionActions extends VersionActions {
  validManifestFilenames = ['package.json'];

  async readCurrentVersionFromSourceManifest(tree) {
    const manifestPath = this.#manifestPath();
    return { manifestPath, currentVersion: readManifest(tree, manifestPath).version };
  }

  /** A release continues from the version in the repository, so that it can be tried without a registry. */
  async readCurrentVersionFromRegistry() {
    return null;
  }

  async readCurrentVersionOfDependency(_tree, projectGraph, dependencyProjectName) {
    const { version } = projectGraph.nodes[dependencyProjectName]?.data.metadata?.js ?? {};
    return { currentVersion: version ?? null, dependencyCollection: null };
  }

  async updateProjectVersion(tree, newVersion) {
    const path = this.#manifestPath();
    const manifest = { ...readManifest(tree, path), version: newVersion };
    tree.write(path, `${JSON.stringify(manifest, undefined, 2)}\n`);
    return [`${path} has the version ${newVersion}`];
  }

  /** Left to {@link afterAllProjectsVersioned}, which sees packages that are not released as well. */
  async updateProjectDependencies() {
    return [];
  }

  #manifestPath() {
    const { root } = this.projectGraphNode.data;
    return root === '.' ? 'package.json' : `${root}/package.json`;
  }
}

/** Brings ranges on packages of this workspace and the lockfile to the new version. */
export async function afterAllProjectsVersioned(_cwd, { dryRun }) {
  if (dryRun) return { changedFiles: [], deletedFiles: [] };
  run(process.execPath, ['tools/dev/workspace.mjs', '--fix']);
  run('npm', ['install', '--package-lock-only', '--ignore-scripts']);
  const changed = run('git', ['diff', '--name-only', '--', 'package-lock.json', '*package.json']);
  return { changedFiles: changed.split('\n').filter((path) => path !== ''), deletedFiles: [] };
}

const readManifest = (tree, path) => JSON.parse(tree.read(path, 'utf-8'));
const run = (command, args) => execFileSync(command, args, { cwd: ROOT, encoding: 'utf8' });
