import { define } from '../raw/raw-input.js';
import { literal, type Source } from '../source/source.js';

/** Source that gives a property of a new object its value. A plain `__proto__` would set the prototype instead. */
export interface PropertySource {
  /** Part of an object literal. */
  inLiteral(value: string): string;
  /** A statement. */
  set(value: string): string;
}

export function propertySource(source: Source, object: string, key: string): PropertySource {
  if (key === '__proto__')
    return {
      inLiteral: (value) => `["__proto__"]: ${value}`,
      set: (value) => `${source.constant(define)}(${object}, "__proto__", ${value});`,
    };
  return {
    inLiteral: (value) => `${literal(key)}: ${value}`,
    set: (value) => `${object}[${literal(key)}] = ${value};`,
  };
}
