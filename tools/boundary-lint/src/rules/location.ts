import type { Import, ImportForm } from '../source/source-file.js';

/** Forms that name a path rather than a module: the file is data unless it is run. */
const LOCATIONS: ReadonlySet<ImportForm> = new Set(['fs', 'url', 'glob', 'worker', 'tsconfig']);

/** Whether an import names a place on the disk rather than a module. */
export const isLocation = ({ form }: Import): boolean => LOCATIONS.has(form);
