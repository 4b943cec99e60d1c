// Keeps in step what says the same thing in several places: the dependencies in each package.json, the project
// references in each tsconfig.json, those of the root, the Nx project names, the owners of contexts in CODEOWNERS, and
// what published packages have in common (published.mjs). `--fix` writes what can be written, otherwise it checks.
import { isDeepStrictEqual } from 'node:util';
import { posix } from 'node:path';
import { existsSync, foldersLike, hostFolders, readJson, readText, writeJson, writeText } from './files.mjs';
import { correctedRanges, hasLicence, publishedFaults, publishedFields } from './published.mjs';

const fix = process.argv.includes('--fix');
const faults = [];

const root = readJson('package.json');
const packages = new Map();
for (const pattern of root.workspaces)
  for (const folder of foldersLike(pattern)) {
    const manifest = readJson(`${folder}/package.json`);
    packages.set(manifest.name, { folder, manifest, typed: existsSync(`${folder}/tsconfig.json`) });
  }

for (const { folder, manifest, typed } of packages.values()) {
  if (!manifest.private) expectPublished(folder, manifest);
  expectFields(folder, manifest, correctedRanges(manifest, versionOf));
  if (typed) expectReferences(`${folder}/tsconfig.json`, referencesOf(folder, manifest));
  expectProjectName(folder, manifest);
  if (/^libs\/(modules|contracts)\//.test(folder)) expectOwner(folder);
}
const built = [...packages.values()].filter(({ typed }) => typed).map(({ folder }) => folder);
expectReferences('tsconfig.json', [...hostFolders(), ...built]);

if (faults.length > 0) {
  console.error(`${faults.join('\n')}\n\`npm run workspace\` writes what can be written.`);
  process.exit(1);
}

/** Dev dependencies serve specs, which are type-checked from the sources and so need no reference. */
function referencesOf(folder, manifest) {
  return Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
    .map((name) => packages.get(name))
    .filter((dependency) => dependency?.typed)
    .map((dependency) => posix.relative(folder, dependency.folder));
}

function expectReferences(file, expected) {
  const config = readJson(file);
  const wanted = [...expected].sort();
  const actual = (config.references ?? []).map(({ path }) => path);
  if (JSON.stringify([...actual].sort()) === JSON.stringify(wanted)) return;
  if (fix) writeJson(file, { ...config, references: wanted.map((path) => ({ path })) });
  else faults.push(`${file}: references are [${actual.join(', ')}], the dependencies ask for [${wanted.join(', ')}]`);
}

/** A module carries the bare name of its context, because `nx extract orders` is `nx <target> <project>`. */
function projectName(folder) {
  const [, kind, name] = folder.split('/');
  if (kind === 'modules') return name;
  if (kind === 'contracts') return `contract-${name}`;
  if (kind === 'platform') return `platform-${name}`;
  if (folder.startsWith('examples/')) return `example-${posix.basename(folder)}`;
  return posix.basename(folder);
}

function expectProjectName(folder, manifest) {
  expectFields(folder, manifest, { nx: { ...manifest.nx, name: projectName(folder) } });
}

/** The version of a package of the workspace; those that are published have the version of the workspace. */
function versionOf(name) {
  const manifest = packages.get(name)?.manifest;
  return manifest && (manifest.private ? manifest.version : root.version);
}

function expectPublished(folder, manifest) {
  faults.push(...publishedFaults(folder, manifest));
  expectFields(folder, manifest, publishedFields(folder, manifest, root));
  if (hasLicence(folder)) return;
  if (fix) writeText(`${folder}/LICENSE`, readText('LICENSE'));
  else faults.push(`${folder}/LICENSE: is not the licence of the workspace`);
}

function expectFields(folder, manifest, expected) {
  const differing = Object.entries(expected).filter(([field, value]) => !isDeepStrictEqual(manifest[field], value));
  if (differing.length === 0) return;
  const file = `${folder}/package.json`;
  if (fix) writeJson(file, Object.assign(manifest, Object.fromEntries(differing)));
  else
    for (const [field, value] of differing)
      faults.push(`${file}: '${field}' is ${JSON.stringify(manifest[field])}, should be ${JSON.stringify(value)}`);
}

function expectOwner(folder) {
  const owned = readText('CODEOWNERS')
    .split('\n')
    .some((line) => new RegExp(`^/${folder}/\\s+@`).test(line));
  if (!owned) faults.push(`CODEOWNERS: no line for /${folder}/`);
}
