import type { PlacedFinding, WorkspaceRule } from './rule.js';
import type { Dealings, Scene } from './scene.js';

/**
 * A contract whose commands or queries are sent stands in `uses`, where the module also says what it does when that
 * context is not there; and what stands there is sent. Events and value types need no entry.
 */
export const declaredUse: WorkspaceRule = {
  name: 'declared-use',
  check: (scene: Scene) => scene.dealings.flatMap((part) => checkPart(part, scene)),
};

function checkPart({ unit, part, declared, sent }: Dealings, { workspace }: Scene): PlacedFinding[] {
  const where = part === 'api' ? 'ContextModule.forApi' : 'ContextModule.forFeature';
  const found: PlacedFinding[] = [];
  for (const [context, messages] of sent) {
    if (declared.has(context)) continue;
    const [name, place] = [...messages][0]!;
    found.push({
      ...place,
      to: context,
      toUnit: workspace.contractOf(context),
      message: `module '${unit.name}' uses ${name} of '${context}' without saying so. Add use(${context}, { whenUnavailable: 'fail' }) to the uses of its ${where}, or name a fallback there.`,
    });
  }
  for (const [context, { file, start, decides }] of declared) {
    const at = { file, start, to: context, toUnit: workspace.contractOf(context) };
    if (context !== unit.name && !sent.has(context))
      found.push({
        ...at,
        message: `module '${unit.name}' declares use(${context}) in its ${where}, but sends it nothing from there. Remove the entry.`,
      });
    else if (!decides)
      found.push({
        ...at,
        message: `module '${unit.name}' uses '${context}' without a decision for when it is not there. Add whenUnavailable: 'fail' or a fallback(…) to use(${context}, …).`,
      });
  }
  return found;
}
