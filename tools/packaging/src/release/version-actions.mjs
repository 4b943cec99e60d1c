// How `nx release` reads and writes versions (nx.json, `release.version.versionActions`). Nx has this for npm packages in
// @nx/js, which installs 150 more packages. All published packages share one version, so the rest is what
// `npm run workspace` does anyway: the ranges in every package.json, private ones too, follow the versions.
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { VersionActions } from 'nx/release';

const WORKSPACE = resolve(import.meta.dirname, '../../../..');

export default class PackageVersionActions extends VersionActions {
  validManifestFilenames = ['package.json'];

  async readCurrentVersionFromSourceManifest(tree) {
    const manifestPath = this.#manifestPath();
    return { manifestPath, currentVersion: readManifest(tree, manifestPath).version };
  }

  /** Versions come from the repository, so that a release can be tried without a registry. */
  async readCurrentVersionFromRegistry() {
    return null;
  }

  async readCurrentVersionOfDependency() {
    return { currentVersion: null, dependencyCollection: null };
  }

  /** The root has the version too: `npm run workspace` compares every published package with it. */
  async updateProjectVersion(tree, newVersion) {
    const paths = [this.#manifestPath(), 'package.json'];
    for (const path of paths) writeManifest(tree, path, { ...readManifest(tree, path), version: newVersion });
    return [`${paths[0]}: version ${newVersion}`];
  }

  /** Left to {@link afterAllProjectsVersioned}, because packages that are not released depend on those that are. */
  async updateProjectDependencies() {
    return [];
  }

  #manifestPath() {
    return `${this.projectGraphNode.data.root}/package.json`;
  }
}

/** Brings ranges on packages of this workspace and the lockfile to the new version. */
export async function afterAllProjectsVersioned(_cwd, { dryRun }) {
  if (dryRun) return { changedFiles: [], deletedFiles: [] };
  run(process.execPath, ['tools/dev/workspace.mjs', '--fix']);
  run('npm', ['install', '--package-lock-only', '--ignore-scripts', '--loglevel', 'error']);
  const changed = run('git', ['diff', '--name-only', '--', 'package-lock.json', '*package.json']);
  return { changedFiles: changed.split('\n').filter((path) => path !== ''), deletedFiles: [] };
}

const readManifest = (tree, path) => JSON.parse(tree.read(path, 'utf-8'));
const writeManifest = (tree, path, manifest) => tree.write(path, `${JSON.stringify(manifest, undefined, 2)}\n`);
const run = (command, args) => execFileSync(command, args, { cwd: WORKSPACE, encoding: 'utf8' });
