import { defineConfig } from 'vitest/config';

/** What `npm run mutate` holds the mutants of a room against: the tests of that room, without those that take minutes. */
const room = process.env['MUTATED_ROOM'] ?? '{numerics,formulas,flows,predict}';

export default defineConfig({
  test: {
    // What levers do together is asked of predictions, in a folder of its own.
    include: [`test/${room}/**/*.test.ts`, ...(room === 'predict' ? ['test/levers/{levers,strength}.test.ts'] : [])],
    exclude: ['test/flows/{wide-flow,random-start,run-away}.test.ts', 'test/predict/{mini-batches,unseen}.test.ts'],
    testTimeout: 120_000,
  },
});
