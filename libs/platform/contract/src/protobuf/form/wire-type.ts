import type { Form } from './form.js';

/** The wire type of a single value: 0 for varints, 1 for doubles, 2 for what has a length. */
export function wireTypeOf(form: Form): 0 | 1 | 2 {
  switch (form.kind) {
    case 'message':
    case 'timestamp':
      return 2;
    case 'enum':
    case 'null':
      return 0;
    case 'scalar':
      return form.type === 'string' || form.type === 'bytes' ? 2 : form.type === 'double' ? 1 : 0;
  }
}
