/** Finished runs of `digits` on disk: one file of curves a run, under a name that depends on all that the run depends on. */
import { createHash } from 'node:crypto';
import { access, constants, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../problem/errors.js';
import type { ImageSets } from '../../problem/labelled-images.js';
import { SCALES, type DigitsRun } from '../../simulate/digits/protocol.js';
import type { DigitsRecord } from '../../simulate/digits/train.js';
import { writeWhole } from '../pending-file.js';

const COLUMNS = ['step', 'loss', 'accuracy', 'accuracyA', 'accuracyB'] as const;

/** Counts changes of the protocol that change results. */
const PROTOCOL = 1;

/** Where finished runs are kept. */
export interface RunStore {
  /** The records of a run that was finished earlier; `null` if it was not. */
  readonly read: (run: DigitsRun) => Promise<readonly DigitsRecord[] | null>;
  /** Keeps a run's records. */
  readonly write: (run: DigitsRun, records: readonly DigitsRecord[]) => Promise<void>;
}

/** A store in a folder, which is made if it is not there. */
export async function runStore(directory: string, sets: ImageSets): Promise<RunStore> {
  try {
    await mkdir(directory, { recursive: true });
    await access(directory, constants.W_OK);
  } catch (error) {
    throw new InputError('file', '--out', directory, `cannot be written to: ${(error as Error).message}`);
  }
  const images = createHash('sha256');
  for (const { pixels, labels } of [sets.train, sets.test]) images.update(pixels).update(labels);
  const data = images.digest('hex');
  const pathOf = (run: DigitsRun): string => {
    const { network, fusionLayer, seed, size, corruption, activation } = run;
    const named = { network, fusionLayer, seed, size, corruption, activation }; // in this order, whatever the caller's
    const key = createHash('sha256')
      .update(JSON.stringify([PROTOCOL, named, SCALES[size][network], data]))
      .digest('hex')
      .slice(0, 12);
    return join(directory, `${network}-Lf${fusionLayer}-seed${seed}-${key}.csv`);
  };
  return {
    async read(run) {
      let text;
      try {
        text = await readFile(pathOf(run), 'utf8');
      } catch {
        return null;
      }
      return parsed(pathOf(run), text);
    },
    async write(run, records) {
      const lines = records.map((record) => COLUMNS.map((name) => record[name]).join(','));
      await writeWhole('--out', pathOf(run), `${[COLUMNS.join(','), ...lines].join('\n')}\n`);
    },
  };
}

function parsed(path: string, text: string): DigitsRecord[] {
  const [header, ...lines] = text.trimEnd().split('\n');
  const rows = lines.map((line) => line.split(',').map(Number));
  // Only the loss before the first step is not a number.
  const isWhole = rows.every(
    (row) => row.length === COLUMNS.length && [0, 2, 3, 4].every((i) => Number.isFinite(row[i])),
  );
  if (header !== COLUMNS.join(',') || rows.length === 0 || !isWhole) {
    throw new InputError('file', '--out', path, `${path} is damaged; remove it to train this run again`);
  }
  return rows.map(([step, loss, accuracy, accuracyA, accuracyB]) => ({ step, loss, accuracy, accuracyA, accuracyB }));
}
