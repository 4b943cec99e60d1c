import { expect, it } from 'vitest';
import { nextSteps } from './next-steps.js';

it('sends to GraphiQL after a context that has an API', () => {
  expect(nextSteps('returns').join('\n')).toMatch(/vitest run returns[^]*in GraphiQL/);
});

it('sends to the generators after a bare one, each once, and not to GraphiQL', () => {
  const steps = nextSteps('loyalty', true).join('\n');
  expect(steps.match(/npx nx g \w+/g)).toEqual(['npx nx g subscription', 'npx nx g command']);
  expect(steps).not.toContain('GraphiQL');
});
