/** Descent that runs away is no crash: what is read off the way stays within the piece it was looked for in. */
import { expect, test } from 'vitest';
import { predict, toyProblem } from '../../src/index.js';

test('a start so large that steps overflow is answered or said to be missing', () => {
  const { predictions } = predict(toyProblem({ stdA: 2, stdB: 1, rho: 0.5 }), {
    network: { depth: 4, fusionLayer: 4 },
    initScale: 5,
  });
  const [{ randomStart, missing }] = predictions;
  if (randomStart === null) expect(missing.map(({ part }) => part)).toContain('randomStart');
  else for (const { time } of randomStart.events) expect(time === null || Number.isFinite(time.mean)).toBe(true);
});
