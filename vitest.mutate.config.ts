import { defineConfig } from 'vitest/config';

/** What `npm run mutate` holds the mutants of a room against: the tests of that room, without those that take minutes. */
const room = process.env['MUTATED_ROOM'] ?? '{numerics,formulas,flows,predict}';

export default defineConfig({
  test: {
    // Remedies are asked of full matrices' times by predictions.
    include: [`test/${room}/**/*.test.ts`, ...(room === 'flows' ? ['test/levers/predict-levers.test.ts'] : [])],
    exclude: [
      'test/formulas/{elementary-integrals,errata,finite-width-times}.test.ts',
      'test/flows/{wide-flow,random-start,run-away}.test.ts',
      'test/predict/{mini-batches,relu,unseen,slow-plateau}.test.ts',
    ],
    testTimeout: 120_000,
  },
});
