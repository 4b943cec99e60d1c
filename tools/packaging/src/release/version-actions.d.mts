interface FileTree {
  read(path: string, encoding: 'utf-8'): string | null;
  write(path: string, content: string): void;
}

/** Reads and writes the version of a published package for `nx release`. */
export default class PackageVersionActions {
  constructor(releaseGroup: object, project: { readonly data: { readonly root: string } }, config: object);
  readCurrentVersionFromSourceManifest(tree: FileTree): Promise<{ currentVersion: string; manifestPath: string }>;
  updateProjectVersion(tree: FileTree, newVersion: string): Promise<string[]>;
}
