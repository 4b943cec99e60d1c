import type { Target } from '../workspace/resolver.js';
import type { Unit } from '../workspace/unit.js';
import { unitOf, type FileInContext, type PlacedFile, type ResolvedImport } from './file-in-context.js';
import type { Scene } from './scene.js';

/** One import, with all that a rule needs to judge it. */
export interface ImportInContext extends Omit<FileInContext, 'imports'>, ResolvedImport {}

/** A finding of a rule. */
export interface Finding {
  /** The import, as messages name it. */
  readonly to: string;
  /** One sentence that describes the violation, one that describes the fix. */
  readonly message: string;
  /** The unit that was reached into, so that a report can name its owners. */
  readonly toUnit?: Unit | undefined;
  /** Whether the import may stay once this is mended, so that its path has to be right as well. */
  readonly mayStay?: true;
  /** The context that may offer a message for the purpose of the import; proposals search its contract. */
  readonly wanted?: readonly string[];
  /** Absolute path of the file that exports the imported name; its declaration shows the kind. */
  readonly declaredIn?: string | undefined;
}

/** A finding that is not about one import. */
export interface LocatedFinding extends Finding {
  /** Offset in the file. */
  readonly start: number;
}

/** A finding of a rule that saw the whole workspace. */
export interface PlacedFinding extends LocatedFinding {
  readonly file: PlacedFile;
  readonly specifier?: string;
}

/** A rule that judges imports one by one. */
export interface ImportRule {
  readonly name: string;
  /** Whether the rule also checks imports within a unit. Default: no. */
  readonly within?: true;
  /** Whether it is only asked about imports that no rule before it has refused, because its advice would mislead. */
  readonly otherwise?: true;
  check(subject: ImportInContext, scene: Scene): Finding | undefined;
}

/** A rule that needs more than one import to judge. */
export interface WorkspaceRule {
  readonly name: string;
  check(scene: Scene): readonly PlacedFinding[];
}

/** Packages of the platform, wherever they come from: this workspace, or npm. */
const PLATFORM_SCOPE = '@multilith/';

/** The name of the platform package that a target lies in: `contract` for `@multilith/contract`. */
export function platformPackageOf(target: Target): string | undefined {
  const unit = unitOf(target);
  if (unit) return unit.kind === 'platform' ? unit.name : undefined;
  if (target.kind !== 'npm' || !target.packageName.startsWith(PLATFORM_SCOPE)) return undefined;
  return target.packageName.slice(PLATFORM_SCOPE.length);
}
