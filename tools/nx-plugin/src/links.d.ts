/** Links every package of the workspace that node_modules does not have yet, and returns what was linked. */
export function linkPackages(workspace: string): string[];
