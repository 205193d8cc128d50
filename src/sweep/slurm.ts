/** Tasks as an array of Slurm: how many parts, how long and how large, and the script that says so. */

/** What some tasks took here. */
export interface Measured {
  /** Seconds of each. */
  readonly seconds: readonly number[];
  /** Bytes that the process had at most. */
  readonly bytes: number;
}

/** What is asked of Slurm for each part. */
export interface Request {
  readonly parts: number;
  readonly minutes: number;
  readonly megabytes: number;
}

/** A part should be long beside the start of a process (half a second) and short beside the queue. */
const PART_SECONDS = 600;
/** Slurm's own limit is 1001 unless the cluster's administrator says otherwise. */
const MAX_PARTS = 1000;

/**
 * Parts of ten minutes by the mean of what was measured; time for four times that, or for the slowest three times over,
 * as a part may have more of those; twice the memory.
 */
export function requestFor(missing: number, { seconds, bytes }: Measured): Request {
  const mean = seconds.reduce((sum, one) => sum + one, 0) / Math.max(1, seconds.length);
  const parts = Math.min(MAX_PARTS, missing, Math.max(1, Math.ceil((missing * mean) / PART_SECONDS)));
  const part = Math.max(4 * Math.ceil(missing / parts) * mean, 3 * Math.max(0, ...seconds));
  return {
    parts,
    minutes: Math.ceil(part / 60) + 5,
    megabytes: Math.max(512, 64 * Math.ceil((2 * bytes) / 2 ** 20 / 64)),
  };
}

/** The script of a part. Options given to `sbatch` itself come before what stands here. */
export function scriptFor({ parts, minutes, megabytes }: Request, command: readonly string[], logs: string): string {
  return [
    '#!/bin/sh',
    '#SBATCH --job-name=unimodal-bias',
    `#SBATCH --array=0-${parts - 1}`,
    '#SBATCH --requeue',
    '#SBATCH --cpus-per-task=1',
    `#SBATCH --time=${minutes}`,
    `#SBATCH --mem=${megabytes}M`,
    '#SBATCH --open-mode=append',
    `#SBATCH --output=${JSON.stringify(`${logs}/%A_%a.out`)}`,
    `exec ${command.map(quoted).join(' ')}`,
    '',
  ].join('\n');
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;
