import { describeSource } from '../../test/engine/describe-source.js';
import { postgresSource } from '../../test/engine/source-fixtures.js';

describeSource('PostgreSQL', postgresSource);
