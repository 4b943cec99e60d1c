import { expect, it } from 'vitest';
import { Workspace } from '../workspace/workspace.js';
import { readConfig } from '../workspace/config.js';
import { writeWorkspace } from '../workspace.fixture.js';
import { importRules, WORKSPACE_RULES } from './index.js';
import { RULE_NAMES } from './names.js';

it('knows every rule by its name', () => {
  const root = writeWorkspace({});
  const rules = [...importRules(Workspace.read(root, readConfig(root))), ...WORKSPACE_RULES];
  expect(RULE_NAMES).toEqual(expect.arrayContaining(rules.map(({ name }) => name)));
  expect(new Set(RULE_NAMES).size).toBe(RULE_NAMES.length);
});
