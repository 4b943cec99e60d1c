/** What speaks against a release from here, with what to do about each. */
export function releaseProblems(
  root: { readonly version: string; readonly repository?: { readonly url?: string } },
  env: Readonly<Record<string, string | undefined>>,
): string[];

/** The dist-tag of a version, such as `latest` or `beta`. */
export function distTag(version: string): string;
