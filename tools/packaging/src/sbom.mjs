// `prepack` of every published package: writes dist/sbom.cdx.json, which npm packs with the rest. It lists what an
// installation brings along, in CycloneDX. Uses Node and npm alone, and package-lock.json: no network, and the same bytes
// each time.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');
/**
 * The parts of a package and of everything it depends on. `npm sbom --omit dev` would leave out what another package of
 * the workspace has among its development dependencies, so dependencies are followed here.
 *
 * @param {any} bom what `npm sbom` says of the package, development dependencies and all
 * @param {string} ref the package, like `@multilith/runtime@0.1.0`
 * @param {(ref: string) => Record<string, any> | undefined} manifestOf what a package declares
 */
export function sbomOf(bom, ref, manifestOf) {
  const edges = new Map(bom.dependencies.map(({ ref: from, dependsOn }) => [from, dependsOn]));
  const reached = new Set();
  const walk = (from) => {
    if (reached.has(from)) return;
    reached.add(from);
    for (const to of edgesOf(from)) walk(to);
  };
  const edgesOf = (from) => (edges.get(from) ?? []).filter((to) => isInstalled(manifestOf(from), to));
  walk(ref);
  // npm names packages of a workspace after their folders.
  const named = (part) => ({ ...part, name: manifestOf(part['bom-ref'])?.name ?? part.name });
  const { timestamp: _moment, component: _workspace, ...metadata } = bom.metadata;
  const { serialNumber: _random, ...rest } = bom;
  return {
    ...rest,
    metadata: { ...metadata, component: named(bom.components.find((each) => each['bom-ref'] === ref)) },
    components: bom.components.filter((each) => each['bom-ref'] !== ref && reached.has(each['bom-ref'])).map(named),
    dependencies: [...reached].sort().map((from) => ({ ref: from, dependsOn: edgesOf(from).sort() })),
  };
}

/** Whether an installation of a package brings another one along. Optional peers come only if the application asks for them. */
function isInstalled(manifest, to) {
  const name = to.slice(0, to.lastIndexOf('@'));
  const has = (kind) => manifest?.[kind]?.[name] !== undefined;
  if (has('dependencies') || has('optionalDependencies')) return true;
  return has('peerDependencies') ? manifest.peerDependenciesMeta?.[name]?.optional !== true : !has('devDependencies');
}

/**
 * Writes the list of a package of this workspace.
 *
 * @param {string} folder of the package
 * @returns {string} the file
 */
export function writeSbom(folder) {
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const args = [
    'sbom',
    '--sbom-format',
    'cyclonedx',
    '--sbom-type',
    'library',
    '--package-lock-only',
    '--workspace',
    name,
  ];
  const bom = JSON.parse(npm(args));
  const file = join(folder, 'dist/sbom.cdx.json');
  mkdirSync(dirname(file), { recursive: true });
  const manifests = lockedManifests();
  const list = sbomOf(bom, `${name}@${version}`, (ref) => manifests.get(ref));
  writeFileSync(file, `${JSON.stringify(list, undefined, 2)}\n`);
  return file;
}

/** The declarations of every package, by name and version. A package of this workspace has its name in the lockfile. */
function lockedManifests() {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  return new Map(
    Object.entries(packages).flatMap(([path, manifest]) => {
      const name = manifest.name ?? path.split('node_modules/').at(-1);
      return manifest.link ? [] : [[`${name}@${manifest.version}`, { ...manifest, name }]];
    }),
  );
}

function npm(args) {
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, env: withoutPackageOptions() };
  const file = process.env.npm_execpath;
  return file !== undefined && /npm-cli\.[cm]?js$/.test(file)
    ? execFileSync(process.execPath, [file, ...args], options)
    : execFileSync('npm', args, options);
}

/** `npm pack` passes its own options on as variables: `--json`, or where it packs to. */
const withoutPackageOptions = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_config_(?:json|pack|workspace|dry)/.test(name)),
  );

if (process.argv[1] === import.meta.filename) console.error(`wrote ${writeSbom(process.cwd())}`);
