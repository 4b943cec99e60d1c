/** Any class, abstract ones included. */
type AnyClass = abstract new (...args: never[]) => object;

const ordinaryHasInstance = Function.prototype[Symbol.hasInstance] as (this: AnyClass, value: unknown) => boolean;

/**
 * Makes `instanceof` hold across copies of a package. npm installs a package twice if two dependents ask for
 * incompatible versions; an error thrown by one copy is then not an instance of the other copy's class. The brand is a
 * property under a registered symbol, which all copies share.
 *
 * Subclasses are checked as usual, by their prototype, unless they are branded themselves.
 *
 * @param name the same in every version of the package, and unique among packages, like `nats.NatsError`
 * @example
 * export class NatsError extends MultilithError {
 *   static {
 *     brand(this, 'nats.NatsError');
 *   }
 * }
 */
export function brand(type: AnyClass, name: string): void {
  mark(type, name, (asked) => asked === type);
}

/**
 * Like {@link brand}, for a class that is extended exactly once: `class UnknownOrder extends contractError('…') {}`.
 * The brand covers the extending class as well, because callers use that one.
 */
export function brandDeclared(type: AnyClass, name: string): void {
  mark(
    type,
    name,
    // An object of this copy has the prototype of its class; only objects of other copies need the brand.
    (asked, value) =>
      asked === type || (Object.getPrototypeOf(asked) === type && !ordinaryHasInstance.call(type, value)),
  );
}

function mark(type: AnyClass, name: string, standsFor: (asked: AnyClass, value: object) => boolean): void {
  const key = Symbol.for(`multilith.brand.${name}`);
  Object.defineProperty(type.prototype, key, { value: true });
  Object.defineProperty(type, Symbol.hasInstance, {
    value(this: AnyClass, value: unknown): boolean {
      if (ordinaryHasInstance.call(this, value)) return true;
      return typeof value === 'object' && value !== null && key in value && standsFor(this, value);
    },
  });
}
