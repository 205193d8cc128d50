import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Twice what the slowest test needs on a loaded machine.
    testTimeout: 120_000,
    // Both cores of the machines this runs on; the default leaves one idle.
    maxWorkers: 2,
  },
});
