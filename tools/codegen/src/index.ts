/** Generates the types of every context's resolvers; run by `npm run codegen` and by the spec that checks its output. */
export { generateAll, type GeneratedFile } from './generate-all.js';
export { readBaseSdl, type Sdl, type UnsavedSdl } from './context-sdl.js';
export { SdlError } from './sdl-error.js';
