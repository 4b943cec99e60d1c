import { describeUnit, type UnitKind } from '../workspace/unit.js';
import { isLocation } from './location.js';
import { publicEntry } from './public-entry.js';
import { unitOf } from './file-in-context.js';
import type { Finding, ImportInContext, ImportRule } from './rule.js';
import type { Scene } from './scene.js';

const GENERIC: ReadonlySet<UnitKind> = new Set(['platform', 'tool', 'shared']);
const OF_ONE_APPLICATION: ReadonlySet<UnitKind> = new Set(['module', 'contract', 'app']);

/** A worker, or the URL of a worker: the file is run, unless it is data. */
const runsCode = ({ item, target }: ImportInContext): boolean =>
  (item.form === 'worker' || item.form === 'url') && target.kind === 'file' && /\.[mc]?[jt]sx?$/.test(target.file);

/**
 * The platform and the tools know no context, contract or app, so that any application can use them; apps put modules
 * together by their entries.
 */
export const platformIsGeneric: ImportRule = {
  name: 'platform-is-generic',
  check(subject: ImportInContext, scene: Scene): Finding | undefined {
    const { from, item, target } = subject;
    const unit = unitOf(target);
    if (!unit || !OF_ONE_APPLICATION.has(unit.kind)) return undefined;
    if (from.kind === 'app' && unit.kind === 'module') {
      if (isLocation(item) ? !runsCode(subject) : !publicEntry.check(subject, scene)) return undefined;
      return {
        to: unit.name,
        toUnit: unit,
        message: `app '${from.name}' enters module '${unit.name}' past its entries. An app puts modules together; import ${unit.packageName ?? 'its index'}.`,
      };
    }
    // A tool that reads the tree knows its folders, not a context; a path into one context knows it.
    if (!GENERIC.has(from.kind) || (from.kind === 'tool' && (item.form === 'fs' || item.form === 'glob')))
      return undefined;
    return {
      to: unit.name,
      toUnit: unit,
      message: `${describeUnit(from)} imports ${describeUnit(unit)}. Hand it over as data or through an interface; in a spec, declare a contract of its own.`,
    };
  },
};
