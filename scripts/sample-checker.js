/** A plugin of Stryker that lets a random share of the mutants through to the tests: each by a digest of itself, so that a seed tells which. */
import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import { PluginKind, declareClassPlugin } from '@stryker-mutator/api/plugin';

const { MUTATED_SHARE: share = '1', MUTATED_SEED: seed = '1' } = process.env;

class SampleChecker {
  init() {
    return Promise.resolve();
  }

  /** Those not drawn count as mutants that do not compile, which no score sees. */
  check(mutants) {
    const verdicts = mutants.map((mutant) => [
      mutant.id,
      isDrawn(mutant, { share, seed }) ? { status: 'passed' } : { status: 'compileError', reason: 'not drawn' },
    ]);
    return Promise.resolve(Object.fromEntries(verdicts));
  }

  /** All at once. */
  group(mutants) {
    return Promise.resolve([mutants.map(({ id }) => id)]);
  }
}

export function isDrawn({ fileName, location, replacement }, { share, seed }) {
  // The file's place in Stryker's copy of the project differs from run to run.
  const file = relative(process.cwd(), fileName);
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, file, location, replacement]))
    .digest();
  return digest.readUInt32LE() / 2 ** 32 < Number(share);
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Checker, 'sample', SampleChecker)];
