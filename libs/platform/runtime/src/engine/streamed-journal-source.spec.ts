import { describeSource } from '../../test/engine/describe-source.js';
import { ManualClock } from '../../test/engine/manual-clock.js';
import { memorySource } from '../../test/engine/source-fixtures.js';
import { StreamedJournalSource } from './streamed-journal-source.js';

describeSource('A journal whose stream brings nothing', () =>
  memorySource((journal) => new StreamedJournalSource({ journal, clock: new ManualClock(), onNews: () => {} })),
);
