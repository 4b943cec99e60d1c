import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Files, Plant } from '../self-test/plant.js';
import { SOUND } from '../self-test/sound-workspace.js';
import { linkPackages, writeFiles } from '../self-test/tree.js';
import type { Peer } from './peer.js';
import type { PlantedTree } from './planted-trees.js';

/** Every package by its name, for tools that do not read `exports`. */
const TSCONFIG = JSON.stringify({
  compilerOptions: {
    module: 'NodeNext',
    target: 'ES2022',
    experimentalDecorators: true,
    allowJs: true,
    jsx: 'preserve',
    paths: Object.fromEntries(
      Object.entries(SOUND).flatMap(([path, text]) => {
        if (!path.startsWith('libs/') || !path.endsWith('/package.json')) return [];
        const { name, exports } = JSON.parse(text) as { name: string; exports: Record<string, { default: string }> };
        return Object.entries(exports).map(([key, { default: entry }]) => [
          name + key.slice(1),
          [`./${path.replace('package.json', entry.slice(2))}`],
        ]);
      }),
    ),
  },
});

/** Installs a peer into a separate folder outside every workspace; an existing installation is kept. */
export function installPeer({ name, packages }: Peer, cache: string): string {
  const folder = join(cache, name.replace(/\W+/g, '-').replace(/^-/, ''));
  const manifest = JSON.stringify({ private: true, dependencies: packages });
  const file = join(folder, 'package.json');
  if (existsSync(join(folder, 'installed')) && readFileSync(file, 'utf8') === manifest) return realpathSync(folder);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, manifest);
  const { status, stderr } = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm could not install ${name}:\n${stderr}`);
  writeFileSync(join(folder, 'installed'), '');
  return realpathSync(folder);
}

/**
 * The forms that a peer reports.
 * @throws when it reports something in the sound workspace, and so would report anything
 */
export function formsReportedBy(peer: Peer, folder: string, trees: readonly PlantedTree[]): Set<Plant> {
  const sound = report(peer, folder, {});
  if (sound.size > 0) throw new Error(`${peer.name} complains about the sound workspace: ${[...sound].join(', ')}`);
  return new Set(
    trees.flatMap(({ files, places }) => {
      const reported = report(peer, folder, files);
      return [...places].filter(([, place]) => reported.has(place)).map(([plant]) => plant);
    }),
  );
}

function report(peer: Peer, folder: string, planted: Files): Set<string> {
  const root = join(folder, 'workspace');
  rmSync(root, { recursive: true, force: true });
  writeFiles(root, { ...SOUND, 'tsconfig.json': TSCONFIG, ...peer.files, ...planted });
  linkPackages(root);
  let printed = '';
  for (const [program, ...args] of peer.commands) {
    const { stdout, stderr } = spawnSync(process.execPath, [join(folder, program!), ...args], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: { ...process.env, NX_DAEMON: 'false', NX_WORKSPACE_DATA_DIRECTORY: join(root, '.nx') },
    });
    if (stdout === '') throw new Error(`${peer.name} printed no report:\n${stderr}`);
    printed = stdout;
  }
  return new Set(peer.reported(printed, root));
}
