import type { BigintShape, Shape, Slot } from '@multilith/contract/lock';

/**
 * Returns a name for the way in which a value is written in protobuf. A number may be used again only for the same name.
 * Bounds, formats and the fields of objects have no effect.
 */
export function wireType({ shape, optional, nullable }: Slot): string {
  const type = typeOf(shape);
  // Lists and maps have no presence of their own and get a message around them.
  const isWrapped = shape.type === 'array' || shape.type === 'record';
  return isWrapped && (optional || nullable) ? `optional ${type}` : type;
}

function typeOf(shape: Shape): string {
  switch (shape.type) {
    case 'enum':
      return shape.open ? 'string' : 'enum';
    case 'json':
      return 'string';
    case 'object':
    case 'ref':
      return 'message';
    case 'number':
      return shape.integer ? 'int64' : 'double';
    case 'bigint':
      return bigintType(shape);
    case 'literal':
      return `literal of ${[...new Set(shape.values.map((value) => typeof value))].sort().join(' and ')}`;
    case 'array':
      return `list of ${elementType(shape.item)}`;
    case 'record':
      return `map of ${elementType(shape.value)}`;
    case 'union':
      return shape.discriminator === undefined
        ? `one of ${shape.options.map((option) => typeOf(option.shape)).join(', ')}`
        : `one of several, by ${shape.discriminator}`;
    default:
      return shape.type;
  }
}

const elementType = (slot: Slot): string => (slot.nullable ? `nullable ${typeOf(slot.shape)}` : typeOf(slot.shape));

const INT64 = [-(2n ** 63n), 2n ** 63n - 1n] as const;
const UINT64 = [0n, 2n ** 64n - 1n] as const;

function bigintType({ min, max }: BigintShape): string {
  const fits = ([least, most]: readonly [bigint, bigint]): boolean =>
    min !== undefined && max !== undefined && BigInt(min) >= least && BigInt(max) <= most;
  return fits(INT64) ? 'int64' : fits(UINT64) ? 'uint64' : 'decimal string';
}
