// Writes the examples of all pages as source files, for the type check of the specs.
import { extractExamples } from './extract.js';

extractExamples();
