import type { Workspace } from '../workspace/workspace.js';
import { apiUsesContractsOnly } from './api-uses-contracts-only.js';
import { applicationWords } from './application-words.js';
import { contractsArePure } from './contracts-are-pure.js';
import { declaredDependency } from './declared-dependency.js';
import { declaredUse } from './declared-use.js';
import { moduleEntry } from './module-entry.js';
import { noBackdoorInjection } from './no-backdoor-injection.js';
import { noCrossContext } from './no-cross-context.js';
import { noCycles } from './no-cycles.js';
import { noLaundering } from './no-laundering.js';
import { ownSchema } from './own-schema.js';
import { platformIsGeneric } from './platform-is-generic.js';
import { publicEntry } from './public-entry.js';
import type { ImportRule, WorkspaceRule } from './rule.js';

export const importRules = (workspace: Workspace): readonly ImportRule[] => [
  noCrossContext,
  contractsArePure,
  apiUsesContractsOnly,
  platformIsGeneric,
  publicEntry,
  declaredDependency(workspace),
];

export const WORKSPACE_RULES: readonly WorkspaceRule[] = [
  moduleEntry,
  declaredUse,
  noCycles,
  noLaundering,
  ownSchema,
  noBackdoorInjection,
  applicationWords,
];
