import { describeSource } from '../../test/engine/describe-source.js';
import { memorySource } from '../../test/engine/source-fixtures.js';

describeSource('Memory', memorySource);
