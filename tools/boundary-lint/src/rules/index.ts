import { apiUsesContractsOnly } from './api-uses-contracts-only.js';
import { contractsArePure } from './contracts-are-pure.js';
import { declaredDependency } from './declared-dependency.js';
import { declaredUse } from './declared-use.js';
import { moduleEntry } from './module-entry.js';
import { noCrossContext } from './no-cross-context.js';
import { platformIsGeneric } from './platform-is-generic.js';
import { publicEntry } from './public-entry.js';
import type { Workspace } from '../workspace/workspace.js';
import type { FileRule, ImportRule, WorkspaceRule } from './rule.js';

export const importRules = (workspace: Workspace): readonly ImportRule[] => [
  noCrossContext,
  contractsArePure,
  apiUsesContractsOnly,
  publicEntry,
  platformIsGeneric,
  declaredDependency(workspace),
];

export const FILE_RULES: readonly FileRule[] = [moduleEntry];

export const WORKSPACE_RULES: readonly WorkspaceRule[] = [declaredUse];
