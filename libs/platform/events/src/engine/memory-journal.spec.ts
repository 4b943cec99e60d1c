import { describeSource } from '../testing/describe-source.js';
import { memorySource } from '../testing/source-fixtures.js';

describeSource('Memory', memorySource);
