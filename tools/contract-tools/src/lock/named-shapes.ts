import type { ContractLock, Shape } from '@multilith/contract/lock';
import { childrenOf } from './children.js';

/** Types that are declared in protobuf under their names. */
export const isNamed = (shape: Shape): shape is Shape & { readonly name: string } =>
  shape.name !== undefined && (shape.type === 'object' || shape.type === 'enum' || shape.type === 'union');

/** A named type in a lock. */
export interface NamedShape {
  readonly name: string;
  readonly shape: Shape;
  readonly scope: string;
}

/** Scope in which type names are unique. */
export const ERRORS_SCOPE = 'errors';
export const versionScope = (version: string | number): string => `v${version}`;

/** Finds every place of every named type in a lock, also in what was removed. */
export function namedShapes(lock: ContractLock): NamedShape[] {
  const found: NamedShape[] = [];
  const visit = (shape: Shape, scope: string, isOption: boolean): void => {
    if (isNamed(shape) && !isOption) found.push({ name: shape.name, shape, scope });
    for (const { slot, discriminator } of childrenOf(shape, 'with removed'))
      visit(slot.shape, scope, discriminator !== undefined);
  };
  for (const { versions } of Object.values(lock.messages))
    for (const [version, { input, output }] of Object.entries(versions)) {
      visit(input, versionScope(version), false);
      if (output) visit(output.shape, versionScope(version), false);
    }
  for (const { data } of Object.values(lock.errors)) visit(data, ERRORS_SCOPE, false);
  return found;
}
