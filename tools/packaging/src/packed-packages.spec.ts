import { posix } from 'node:path';
import { checkPackage, Package } from '@arethetypeswrong/core';
import { problemAffectsResolutionKind } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, it } from 'vitest';
import { importedPackages } from './imported-packages.js';
import { packedPackages } from './packed-packages.js';
import type { PublishedManifest } from './published-packages.mjs';
import '../../dev/built-code.mjs';

/** How ES modules are found by Node and by bundlers. CommonJS of Node 20.19 loads them too, but TypeScript refuses that. */
const RESOLUTIONS = ['node16-esm', 'bundler'] as const;
/**
 * Two copies of these in one process do not know each other: decorators, tokens, journals and errors are lost between
 * them. So the application installs them, and packages only say which versions they work with.
 */
const ONE_COPY =
  /^(?:@nestjs\/.*|@nx\/devkit|@multilith\/(?:contract|data|events|runtime)|graphql|nx|reflect-metadata|rxjs|typeorm|vitest|zod)$/;

const packages = await packedPackages();
const named = packages.map((each) => [each.manifest.name, each] as const);

it('there are some', () => {
  expect(packages.map(({ manifest }) => manifest.name)).toEqual(
    expect.arrayContaining(['@multilith/contract', '@multilith/runtime', '@multilith/boundary-lint', '@multilith/nx']),
  );
});

describe.each(named)('%s', (_, { manifest, files }) => {
  const { name, version, exports, dependencies = {}, peerDependencies = {} } = manifest;

  it('passes publint', async () => {
    const packed = [...files].map(([path, data]) => ({ name: `package/${path}`, data }));
    const { messages, pkg } = await publint({ pkgDir: 'package', strict: true, pack: { files: packed } });
    expect(messages.map((message) => formatMessage(message, pkg!))).toEqual([]);
  });

  it('has the types of its code at every entry', async () => {
    const contents = [...files].map(([path, data]) => [`/node_modules/${name}/${path}`, data] as const);
    const isCode = (target: unknown): boolean => typeof target === 'object' || String(target).endsWith('.js');
    const entrypoints = Object.keys(exports).filter((entry) => isCode(exports[entry]));
    const analysis = await checkPackage(new Package(Object.fromEntries(contents), name, version), { entrypoints });
    if (analysis.types === false) throw new Error(`${name} is packed without types`);
    const { problems } = analysis;
    const relevant = problems.filter((problem) =>
      RESOLUTIONS.some((resolution) => problemAffectsResolutionKind(problem, resolution, analysis)),
    );
    expect(relevant).toEqual([]);
  });

  it('holds what explains it, and nothing that only this workspace needs', () => {
    const paths = [...files.keys()];
    expect(paths).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'package.json']));
    const inside = /\.(?:spec|test-d|fixture)\.|tsbuildinfo|(?:^|\/)(?:test|tsconfig\.json|node_modules)(?:\/|$)/;
    expect(paths.filter((path) => inside.test(path))).toEqual([]);
  });

  it('holds its programs under the paths that it names', () => {
    // If a path in `bin` begins with `./`, npm publishes the package without the program.
    const programs = Object.values(manifest.bin ?? {});
    expect(programs.filter((path) => !files.has(path))).toEqual([]);
  });

  it('holds the sources that its source maps name', () => {
    const missing = [...files].flatMap(([path, data]) => {
      if (!path.endsWith('.map')) return [];
      const { sources } = JSON.parse(data.toString()) as { readonly sources: readonly string[] };
      return sources.map((source) => posix.join(posix.dirname(path), source)).filter((source) => !files.has(source));
    });
    expect(missing).toEqual([]);
  });

  it('asks for every package that its code and its types import', () => {
    const asked = new Set([name, ...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
    const imported = [...files]
      .filter(([path]) => /\.(?:js|d\.ts)$/.test(path))
      .flatMap(([path, data]) => importedPackages(path, data.toString()).map((to) => ({ path, to })));
    expect(imported.filter(({ to }) => !asked.has(to)).map(({ path, to }) => `${path} imports ${to}`)).toEqual([]);
  });

  it('leaves packages that must exist once to the application', () => {
    expect(Object.keys(dependencies).filter((dependency) => ONE_COPY.test(dependency))).toEqual([]);
  });

  it('asks for what the packages of Multilith that it brings along leave to the application', () => {
    const lacking = Object.keys(dependencies).flatMap((dependency) => {
      const { peerDependencies: peers = {}, peerDependenciesMeta = {} } = manifestOf(dependency) ?? {};
      return Object.keys(peers)
        .filter((peer) => !peerDependenciesMeta[peer]?.optional && !(peer in peerDependencies || peer in dependencies))
        .map((peer) => `${peer}, for ${dependency}`);
    });
    expect(lacking).toEqual([]);
  });
});

it('all of them want the same versions of what the application installs', () => {
  const ranges = new Map<string, Set<string>>();
  for (const { manifest } of packages)
    for (const [peer, range] of Object.entries(manifest.peerDependencies ?? {}))
      ranges.set(peer, (ranges.get(peer) ?? new Set()).add(range));
  expect([...ranges].filter(([, each]) => each.size > 1)).toEqual([]);
});

/** The package.json of a package of Multilith. */
const manifestOf = (name: string): PublishedManifest | undefined =>
  packages.find(({ manifest }) => manifest.name === name)?.manifest;
