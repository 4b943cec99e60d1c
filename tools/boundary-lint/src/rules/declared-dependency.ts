import type { Workspace } from '../workspace/workspace.js';
import { isToolConfig } from '../workspace/tool-config.js';
import { describeUnit } from '../workspace/unit.js';
import { isLocation } from './location.js';
import { isTest } from './file-in-context.js';
import type { Finding, ImportInContext, ImportRule } from './rule.js';

/**
 * A package asks for what it imports. What another package happens to install is there today, in this workspace, and
 * gone in the image that holds one context alone.
 */
export const declaredDependency = (workspace: Workspace): ImportRule => ({
  name: 'declared-dependency',
  // Do not propose a dependency for an import that is forbidden anyway.
  otherwise: true,
  check({ from, path, target, item }: ImportInContext): Finding | undefined {
    if (!from.house || isLocation(item) || item.form === 'jsdoc' || (target.kind === 'npm' && target.missing))
      return undefined;
    const wanted = packageOf(target);
    if (wanted === undefined || wanted === from.packageName || isPath(item.specifier)) return undefined;
    // A folder without a package.json belongs to the root.
    const owner = from.packaged ? from : workspace.rootUnit;
    if (!owner.packaged) return undefined;
    // The root asks for every package of the workspace by listing it in `workspaces`: hosts without a package.json live on it.
    if (owner === workspace.rootUnit && target.kind !== 'npm') return undefined;
    const { shipped, dev } = owner.dependencies;
    if (shipped.has(wanted)) return undefined;
    const develops = isTest(path) || isToolConfig(path, from) || item.form === 'mock' || owner === workspace.rootUnit;
    if (develops && (dev.has(wanted) || workspace.rootUnit.dependencies.dev.has(wanted))) return undefined;
    return {
      to: wanted,
      message: `${describeUnit(from)} imports ${wanted}, which its package.json does not ask for. Add it to the ${develops ? 'devDependencies' : 'dependencies'}.`,
    };
  },
});

function packageOf(target: ImportInContext['target']): string | undefined {
  if (target.kind === 'npm') return target.packageName;
  return target.kind === 'file' || target.kind === 'not-exported' ? target.unit?.packageName : undefined;
}

const isPath = (specifier: string): boolean => /^(?:\.{1,2}(?:\/|$)|\/|#)/.test(specifier);
