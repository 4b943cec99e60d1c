// Whether node_modules holds what package-lock.json asks for.

/**
 * Compares by content, not by date: a checkout or a touched file causes no install. Packages of the workspace are left
 * out, because they only have to be linked.
 *
 * @param {Record<string, { version?: string, optional?: boolean, link?: boolean }>} wants `packages` of the lockfile
 * @param {Record<string, { version?: string }>} has the same of the copy that npm leaves in node_modules
 * @returns {string | undefined} the first difference, or `undefined` if there is nothing to install
 */
export function staleReason(wants, has) {
  for (const [path, { version, optional, link }] of Object.entries(wants)) {
    // Packages below a workspace package are installed there, as in `bench/node_modules/nats`.
    if (link || !/(?:^|\/)node_modules\//.test(path)) continue;
    // Optional packages are those of other platforms.
    if (!has[path] && !optional) return `${path} is missing`;
    if (has[path] && has[path].version !== version) return `${path} should be ${version}`;
  }
  return undefined;
}
