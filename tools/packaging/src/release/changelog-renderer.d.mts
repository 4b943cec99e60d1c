import type { ChangelogChange } from 'nx/release/changelog-renderer';

/** Writes an entry of CHANGELOG.md for users of the published packages. */
export default class PackageChangelogRenderer {
  constructor(config: {
    readonly changes: readonly ChangelogChange[];
    readonly changelogEntryVersion: string;
    readonly project: null;
    readonly entryWhenNoChanges: string | false;
    readonly isVersionPlans: false;
    readonly changelogRenderOptions: Readonly<Record<string, unknown>>;
    readonly conventionalCommitsConfig: {
      readonly types: Readonly<Record<string, { readonly changelog: { readonly title: string } }>>;
    };
    readonly remoteReleaseClient: { getRemoteRepoData(): undefined };
  });
  /** Returns Markdown, or an empty text if nothing changed for users. */
  render(): Promise<string>;
}
