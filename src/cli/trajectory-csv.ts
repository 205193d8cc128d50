/** The curves of simulated runs as CSV: one row a recorded step of a seed. */
import { open, writeFile } from 'node:fs/promises';
import type { Correlations } from '../problem/correlations.js';
import { InputError } from '../problem/errors.js';
import type { SeedRun, TrajectoryPoint } from '../simulate/index.js';

/** @throws InputError `file` for a path that cannot be written, before hours are spent on what should go there. */
export async function requireWritable(path: string): Promise<void> {
  const file = await open(path, 'a').catch((error: unknown) => {
    throw notWritable(path, error);
  });
  await file.close();
}

/** Writes the trajectories of all runs; the loss is left empty where `⟨y²⟩` is not known. */
export async function writeTrajectories(
  path: string,
  runs: readonly SeedRun[],
  { ySquared }: Pick<Correlations, 'ySquared'>,
): Promise<void> {
  const points = runs.flatMap(({ seed, simulation }) => simulation.trajectory.map((point) => ({ seed, point })));
  const header = points.length === 0 ? [] : [columns(points[0].point).join(',')];
  const rows = points.map(({ seed, point }) => cells(seed, point, ySquared !== null).join(','));
  await writeFile(path, [...header, ...rows, ''].join('\n')).catch((error: unknown) => {
    throw notWritable(path, error);
  });
}

/** `totalA` for a scalar modality, `totalA.1`, … for more; layers are counted from the input. */
function columns({ totalA, totalB, layerNorms }: TrajectoryPoint): string[] {
  const entries = (name: string, { length }: ArrayLike<number>) => (length === 1 ? [name] : numbered(name, length));
  return [
    'seed',
    'step',
    ...entries('totalA', totalA),
    ...entries('totalB', totalB),
    'loss',
    ...numbered('normA', layerNorms.A.length),
    ...numbered('normB', layerNorms.B.length),
    ...numbered('normShared', layerNorms.shared.length),
  ];
}

function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${name}.${i + 1}`);
}

function cells(seed: number, point: TrajectoryPoint, lossKnown: boolean): (number | '')[] {
  const { step, totalA, totalB, loss, layerNorms } = point;
  const norms = [...layerNorms.A, ...layerNorms.B, ...layerNorms.shared];
  return [seed, step, ...totalA, ...totalB, lossKnown ? loss : '', ...norms];
}

function notWritable(path: string, error: unknown): InputError {
  return new InputError('file', path, path, `cannot be written: ${(error as Error).message}`);
}
