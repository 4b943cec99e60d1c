// What every published package says alike, so that `npm run workspace` can write it: the fields of its package.json that
// do not depend on the package, and its copy of the licence. A package without `private` is published.
import { posix } from 'node:path';
import { existsSync, readText } from './files.mjs';

/**
 * The fields that every published package has.
 *
 * @param {string} folder of the package, relative to the workspace
 * @param {Record<string, any>} manifest its package.json
 * @param {Record<string, any>} root package.json of the workspace
 * @returns {Record<string, unknown>} field to value; `undefined` for a field that must be absent
 */
export function publishedFields(folder, manifest, root) {
  return {
    version: root.version,
    license: root.license,
    // npm shows it, and provenance is refused for another address than that of the workflow. Absent until the root has one.
    repository: root.repository && { ...root.repository, directory: folder },
    scripts: { ...manifest.scripts, prepack: `node ${posix.relative(folder, 'tools/packaging/src/sbom.mjs')}` },
    engines: { node: root.engines.node },
    // Scoped packages are private by default. Provenance needs CI, so a release from a laptop fails.
    publishConfig: { access: 'public', provenance: true },
  };
}

/**
 * What is missing that only a person can write.
 *
 * @param {string} folder
 * @param {Record<string, any>} manifest
 * @returns {string[]} sentences
 */
export function publishedFaults(folder, manifest) {
  const faults = ['description', 'exports', 'files']
    .filter((field) => manifest[field] === undefined)
    .map((field) => `${folder}/package.json: a published package needs '${field}' (or "private": true)`);
  if (!existsSync(`${folder}/README.md`)) faults.push(`${folder}: a published package needs a README.md`);
  return faults;
}

/** Whether the package has the licence text of the workspace; npm packs what is in the folder of the package. */
export const hasLicence = (folder) =>
  existsSync(`${folder}/LICENSE`) && readText(`${folder}/LICENSE`) === readText('LICENSE');

/**
 * The ranges of dependencies on packages of the workspace, brought to the version that the package has. Packages of one
 * release belong together, so they name each other exactly.
 *
 * @param {Record<string, any>} manifest
 * @param {(name: string) => string | undefined} versionOf a package of the workspace
 * @returns {Record<string, Record<string, string>>} the fields that differ, corrected
 */
export function correctedRanges(manifest, versionOf) {
  const corrected = {};
  for (const field of ['dependencies', 'peerDependencies', 'optionalDependencies', 'devDependencies']) {
    const ranges = manifest[field] ?? {};
    const wanted = Object.fromEntries(Object.entries(ranges).map(([name, range]) => [name, versionOf(name) ?? range]));
    if (JSON.stringify(wanted) !== JSON.stringify(ranges)) corrected[field] = wanted;
  }
  return corrected;
}
