/** Generates the artefacts of contracts and compares contracts with earlier ones. */
export { ARTEFACT_ERRORS } from './error-codes.js';
