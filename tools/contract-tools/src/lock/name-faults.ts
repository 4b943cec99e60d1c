import type { Shape } from '@multilith/contract/lock';
import { childrenOf } from './children.js';
import type { LockFault } from './lock-fault.js';
import { isNamed } from './named-shapes.js';
import type { Root } from './numbering.js';
import { wireType } from './wire-type.js';

/** Finds names that different types of one version share. */
export function nameFaults(roots: readonly Root[]): LockFault[] {
  const faults: LockFault[] = [];
  const seen = new Map<string, { readonly fields: string; readonly subject: string }>();
  const visit = (shape: Shape, root: Root, isOption: boolean): void => {
    if (isNamed(shape) && !isOption) {
      const key = `${root.scope} ${shape.name}`;
      const known = seen.get(key);
      const fields = partsOf(shape);
      if (!known) seen.set(key, { fields, subject: root.subject });
      else if (known.fields !== fields)
        faults.push({
          code: 'LOCK_NAMES',
          subject: root.subject,
          problem: `'${shape.name}' is another type than the '${shape.name}' of ${known.subject}: [${fields}] and [${known.fields}].`,
          remedy: "Export one of the two schemas under another name, or give it one with .meta({ id: '…' }).",
        });
    }
    for (const { slot, discriminator } of childrenOf(shape)) visit(slot.shape, root, discriminator !== undefined);
  };
  for (const root of roots) visit(root.shape, root, false);
  return faults;
}

/** What makes two types with the same name one type: rules and descriptions may differ. */
function partsOf(shape: Shape): string {
  if (shape.type === 'enum') return [...shape.values].sort().join(', ');
  if (shape.type === 'union') return shape.options.map(({ tag, shape: option }) => tag ?? option.type).join(' or ');
  if (shape.type !== 'object') return '';
  return Object.entries(shape.fields)
    .map(([name, field]) => `${name}: ${wireType(field).replace(/one of several, by .*/, 'message')}`)
    .sort()
    .join(', ');
}
