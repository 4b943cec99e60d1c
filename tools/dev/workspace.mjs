// Keeps in step what says the same thing in several places: the dependencies in each package.json, the project
// references in each tsconfig.json, those of the root, the Nx project names, and the owners of contexts in CODEOWNERS.
// `--fix` writes what can be written, otherwise it checks.
import { posix } from 'node:path';
import { existsSync, foldersLike, hostFolders, readJson, readText, writeJson } from './files.mjs';

const fix = process.argv.includes('--fix');
const faults = [];

const packages = new Map();
for (const pattern of readJson('package.json').workspaces)
  for (const folder of foldersLike(pattern)) {
    const manifest = readJson(`${folder}/package.json`);
    packages.set(manifest.name, { folder, manifest, typed: existsSync(`${folder}/tsconfig.json`) });
  }

for (const { folder, manifest, typed } of packages.values()) {
  if (typed) expectReferences(`${folder}/tsconfig.json`, referencesOf(folder, manifest));
  expectProjectName(`${folder}/package.json`, manifest, projectName(folder));
  if (/^libs\/(modules|contracts)\//.test(folder)) expectOwner(folder);
}
const built = [...packages.values()].filter(({ typed }) => typed).map(({ folder }) => folder);
expectReferences('tsconfig.json', [...hostFolders(), ...built]);

if (faults.length > 0) {
  console.error(`${faults.join('\n')}\n\`npm run workspace\` writes references and names.`);
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

function expectProjectName(file, manifest, expected) {
  if (manifest.nx?.name === expected) return;
  if (fix) writeJson(file, { ...manifest, nx: { ...manifest.nx, name: expected } });
  else faults.push(`${file}: the Nx project is named '${manifest.nx?.name}', should be '${expected}'`);
}

function expectOwner(folder) {
  const owned = readText('CODEOWNERS')
    .split('\n')
    .some((line) => new RegExp(`^/${folder}/\\s+@`).test(line));
  if (!owned) faults.push(`CODEOWNERS: no line for /${folder}/`);
}
