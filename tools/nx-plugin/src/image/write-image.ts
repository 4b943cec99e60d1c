import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { ImageContent } from './image-content.js';

/** The topology, and what it lets hosts do at each other; the latter only where a workspace has it. */
const OF_THE_TOPOLOGY = ['topology.json', 'deploy/grpc-permissions.json'];

/**
 * Puts the content of an image into an empty folder, with the topology and what Node reads of the workspace's manifest.
 * Files are hard links where the file system has them: ten thousand of them take no time and no space.
 */
export function writeImage(root: string, { ownFiles, npmFiles, links }: ImageContent, to: string): void {
  const folders = new Set<string>();
  const inFolder = (path: string): string => {
    const folder = dirname(join(to, path));
    if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
    folders.add(folder);
    return join(to, path);
  };
  const settings = OF_THE_TOPOLOGY.filter((path) => existsSync(join(root, path)));
  for (const path of [...settings, ...ownFiles, ...npmFiles]) place(join(root, path), inFolder(path));
  for (const [link, folder] of links) symlinkSync(relative(dirname(link), folder), inFolder(link));
  const { name, version, type } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  writeFileSync(join(to, 'package.json'), `${JSON.stringify({ name, version, private: true, type }, undefined, 2)}\n`);
}

function place(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    // Another disk, or a file system without links.
    copyFileSync(from, to);
  }
}
