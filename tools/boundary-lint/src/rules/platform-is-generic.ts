import { describeUnit, type UnitKind } from '../workspace/unit.js';
import type { Finding, ImportInContext, ImportRule } from './rule.js';

const GENERIC: ReadonlySet<UnitKind> = new Set(['platform', 'tool']);
const OF_ONE_APPLICATION: ReadonlySet<UnitKind> = new Set(['module', 'contract', 'app']);

/** The platform and the tools know no context, contract or app, so that any application can use them. */
export const platformIsGeneric: ImportRule = {
  name: 'platform-is-generic',
  check({ from, target }: ImportInContext): Finding | undefined {
    if (!GENERIC.has(from.kind) || (target.kind !== 'file' && target.kind !== 'not-exported')) return undefined;
    if (!target.unit || !OF_ONE_APPLICATION.has(target.unit.kind)) return undefined;
    return {
      to: target.unit.name,
      message: `${describeUnit(from)} imports ${describeUnit(target.unit)}. Hand it over as data or through an interface; in a spec, declare a contract of its own.`,
    };
  },
};
