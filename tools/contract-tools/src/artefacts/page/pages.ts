/** Folder of the pages of contracts, from the workspace root. */
export const PAGES = 'docs/contracts';
