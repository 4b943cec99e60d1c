import { expect, it } from 'vitest';
import { composeConnections, writeConnections } from './compose-connections.js';

const compose = (connections: number): string => `command: ['postgres', '-c', 'max_connections=${connections}']\n`;

it.each([1, 8, 9, 20, 60])(
  'the connections of %i contexts fit in every placement, and come back with it',
  (contexts) => {
    const home = { contexts, extracted: 0 };
    const text = compose(composeConnections(home));
    for (let extracted = 1; extracted <= contexts; extracted++) {
      const out = { contexts, extracted };
      const written = writeConnections(text, home, out);
      expect(written).toEqual({ text: compose(composeConnections(out)) });
      expect(composeConnections(out)).toBeGreaterThanOrEqual(extracted * 40);
      expect(writeConnections(written.text, out, home).text).toBe(text);
    }
  },
);

it('a number that was set by hand stays, and is judged', () => {
  const [before, after] = [
    { contexts: 20, extracted: 0 },
    { contexts: 20, extracted: 19 },
  ];
  expect(writeConnections(compose(5_000), before, after)).toEqual({ text: compose(5_000) });
  expect(writeConnections(compose(150), before, after)).toEqual({
    text: compose(150),
    tooFew: { given: 150, needed: 820 },
  });
});

it('a file that sets no number stays as it is', () => {
  const text = 'services:\n  postgres:\n    image: postgres:18\n';
  expect(writeConnections(text, { contexts: 8, extracted: 0 }, { contexts: 9, extracted: 0 })).toEqual({ text });
});
