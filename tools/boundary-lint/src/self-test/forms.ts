import type { FormCase } from './form-case.js';
import { FORMS_OF_DETOURS } from './forms-of-detours.js';
import { FORMS_OF_LOADING } from './forms-of-loading.js';
import { FORMS_OF_PLACE } from './forms-of-place.js';
import { VICTIM, type Plant } from './plant.js';

/** Every form an import can take, group by group as the documentation lists them. */
const CASES = Object.entries({ ...FORMS_OF_LOADING, ...FORMS_OF_PLACE }).map(
  ([group, cases]): readonly [string, readonly FormCase[]] => [group, [...cases, ...(FORMS_OF_DETOURS[group] ?? [])]],
);

/** One plant per form. */
export const FORM_PLANTS: readonly Plant[] = CASES.flatMap(([group, cases]) =>
  cases.map(([name, source, { file = VICTIM, more = {}, rule = 'no-cross-context' } = {}]) => ({
    name,
    group,
    rule,
    file,
    files: { ...more, [file]: source },
  })),
);
