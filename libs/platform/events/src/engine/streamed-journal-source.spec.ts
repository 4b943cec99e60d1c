import { describeSource } from '../testing/describe-source.js';
import { ManualClock } from '../testing/manual-clock.js';
import { memorySource } from '../testing/source-fixtures.js';
import { StreamedJournalSource } from './streamed-journal-source.js';

describeSource('A journal whose stream brings nothing', () =>
  memorySource((journal) => new StreamedJournalSource({ journal, clock: new ManualClock(), onNews: () => {} })),
);
