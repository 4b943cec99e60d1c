// Keeps three lists of the same thing in step: the workspace's packages and their dependencies (package.json), the
// project references of each package (tsconfig.json), and those of the root. `--fix` writes, otherwise it only checks.
import { existsSync, globSync, readFileSync, writeFileSync } from './files.mjs';
import { dirname, posix, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const fix = process.argv.includes('--fix');
const read = (file) => JSON.parse(readFileSync(resolve(root, file), 'utf8'));

const packages = new Map();
for (const pattern of read('package.json').workspaces)
  for (const manifest of globSync(root, `${pattern}/package.json`)) {
    const folder = dirname(manifest);
    packages.set(read(manifest).name, {
      folder,
      manifest: read(manifest),
      typed: existsSync(resolve(root, folder, 'tsconfig.json')),
    });
  }

const faults = [];
function expectReferences(file, expected) {
  const path = resolve(root, file);
  const text = readFileSync(path, 'utf8');
  const config = JSON.parse(text);
  const actual = (config.references ?? []).map((reference) => reference.path);
  if (JSON.stringify([...actual].sort()) === JSON.stringify([...expected].sort())) return;
  if (fix) {
    config.references = expected.map((path) => ({ path }));
    writeFileSync(path, `${JSON.stringify(config, undefined, 2)}\n`);
  } else faults.push(`${file}: references are [${actual.join(', ')}], package.json asks for [${expected.join(', ')}]`);
}

for (const { folder, manifest, typed } of packages.values()) {
  if (!typed) continue;
  // Dev dependencies serve specs, which are type-checked from the sources and so need no reference. A type-only
  // dependency of the sources still has to stand in dependencies or peerDependencies: others compile against it.
  const needed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  const expected = needed
    .filter((name) => packages.get(name)?.typed)
    .map((name) => posix.normalize(relative(resolve(root, folder), resolve(root, packages.get(name).folder))))
    .sort();
  expectReferences(`${folder}/tsconfig.json`, expected);
}
expectReferences(
  'tsconfig.json',
  [...packages.values()]
    .filter(({ typed }) => typed)
    .map(({ folder }) => folder)
    .sort(),
);

if (faults.length > 0) {
  console.error(`${faults.join('\n')}\nRun \`npm run references\` to write them.`);
  process.exit(1);
}
