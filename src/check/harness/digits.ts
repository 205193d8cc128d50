/** The digits of the repository, and networks trained on them, each once. */
import { dirname } from 'node:path';
import { readDigits } from '../../data/arrays/idx.js';
import { InputError } from '../../problem/errors.js';
import type { ImageSets } from '../../problem/labelled-images.js';
import type { DigitsRun } from '../../simulate/digits/protocol.js';
import { trainAll } from '../../simulate/digits/threads.js';
import type { DigitsRecord } from '../../simulate/digits/train.js';
import { dataFile } from './diabetes.js';

/** Where the digits are; `null` in the published package, which does not have them. */
export function digitsDirectory(): string | null {
  const images = dataFile('mnist-t10k-images-idx3-ubyte.gz');
  return images === null ? null : dirname(images);
}

/** The digits of the repository. */
export async function digits(): Promise<ImageSets> {
  const directory = digitsDirectory();
  if (directory !== null) return readDigits(directory);
  throw new InputError(
    'unsupported',
    'digits',
    null,
    'are not part of the published package; give the folder of the MNIST idx files by --data',
  );
}

const known = new Map<string, readonly DigitsRecord[]>();

/** The curves of runs, in their order; what several claims and figures ask for is trained once. */
export async function trainedDigits(
  runs: readonly DigitsRun[],
  options: { signal?: AbortSignal; maxSteps?: number; onProgress?: (fraction: number) => void },
): Promise<(readonly DigitsRecord[])[]> {
  const { maxSteps, onProgress } = options;
  const keyOf = (run: DigitsRun): string => JSON.stringify([run, maxSteps]);
  const missing = runs.filter((run) => !known.has(keyOf(run)));
  let finished = 0;
  if (missing.length > 0) {
    await trainAll(missing, await digits(), {
      ...options,
      onFinished(run, records) {
        known.set(keyOf(run), records);
        onProgress?.(++finished / missing.length);
      },
    });
  }
  options.signal?.throwIfAborted();
  return runs.map((run) => known.get(keyOf(run)) ?? []);
}
