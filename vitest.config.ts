import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest come first: one of them at the end would leave a core idle. */
const LONGEST = ['check/claims', 'site/site', 'site/explorer', 'sweep/slurm', 'formulas/catalogue', 'documents'];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const found = LONGEST.findIndex((file) => moduleId.endsWith(`test/${file}.test.ts`));
      return found < 0 ? LONGEST.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Twice what the slowest test needs on a loaded machine.
    testTimeout: 120_000,
    // One more than the cores of the machines this runs on: some files wait, for a browser or for Slurm.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
  },
});
