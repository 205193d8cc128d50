import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What `npm run mutate` holds the mutants of a room against: the tests of that room, without those that take minutes. */
const room = process.env['MUTATED_ROOM'] ?? '{numerics,formulas,flows,predict}';

/** What levers do, alone and together, is asked of predictions, in a folder of its own. */
const LEVERS: Readonly<Record<string, string[]>> = {
  flows: ['test/levers/predict-levers.test.ts'],
  predict: ['test/levers/{levers,strength}.test.ts'],
};

/** Short files first: the first test that fails ends the run of a mutant. */
class ShortFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).reverse();
  }
}

export default defineConfig({
  test: {
    include: [`test/${room}/**/*.test.ts`, ...(LEVERS[room] ?? [])],
    exclude: ['test/flows/{wide-flow,random-start,run-away}.test.ts', 'test/predict/{mini-batches,unseen}.test.ts'],
    sequence: { sequencer: ShortFirst },
    testTimeout: 120_000,
  },
});
