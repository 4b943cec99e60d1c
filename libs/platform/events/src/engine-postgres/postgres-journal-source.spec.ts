import { describeSource } from '../testing/describe-source.js';
import { postgresSource } from '../testing/source-fixtures.js';

describeSource('PostgreSQL', postgresSource);
