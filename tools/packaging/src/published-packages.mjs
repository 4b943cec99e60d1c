// Which packages of this workspace are published: those whose package.json does not say `private`. Uses Node alone.
import { foldersLike, readJson } from '../../dev/files.mjs';

/**
 * Returns the published packages.
 *
 * @returns {{ folder: string, manifest: any }[]} `folder` is relative to the workspace, such as `libs/platform/runtime`
 */
export const publishedPackages = () =>
  readJson('package.json')
    .workspaces.flatMap(foldersLike)
    .map((folder) => ({ folder, manifest: readJson(`${folder}/package.json`) }))
    .filter(({ manifest }) => !manifest.private);
