/** What is read of a package.json. */
export interface PublishedManifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly nx: { readonly name: string };
}
export interface PublishedPackage {
  /** Relative to the workspace, such as `libs/platform/runtime`. */
  readonly folder: string;
  readonly manifest: PublishedManifest;
}
/** Returns the packages of this workspace that are published. */
export function publishedPackages(): readonly PublishedPackage[];
