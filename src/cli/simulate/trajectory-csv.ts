/** The curves of simulated runs as CSV: one row a recorded step of a seed. */
import { csvLine } from '../../data/text/csv-line.js';
import type { Problem } from '../../problem/problem.js';
import type { SeedRun, TrajectoryPoint } from '../../simulate/index.js';

/** The trajectories of all runs; the loss is left empty where `⟨‖y‖²⟩` is not known. */
export function trajectoryCsv(runs: readonly SeedRun[], problem: Problem): string {
  const points = runs.flatMap(({ seed, simulation }) => simulation.trajectory.map((point) => ({ seed, point })));
  const header = points.length === 0 ? [] : [csvLine(columns(points[0].point, problem))];
  const rows = points.map(({ seed, point }) => cells(seed, point, problem.ySquared !== null).join(','));
  return [...header, ...rows, ''].join('\n');
}

/** `totalA` for a scalar modality A, `totalA.1`, … for more, `totalA.2.1` for the second output; layers from the input. */
function columns({ layerNorms, unseenLoss }: TrajectoryPoint, { modalities, outputs }: Problem): string[] {
  const entries = (name: string, length: number) => (length === 1 ? [name] : numbered(name, length));
  const totals = modalities.flatMap(({ name, dim }) => {
    if (outputs.length === 1) return entries(`total${name}`, dim);
    return numbered(`total${name}`, outputs.length).flatMap((output) => numbered(output, dim));
  });
  const norms = modalities.flatMap(({ name }, m) => numbered(`norm${name}`, layerNorms.branches[m].length));
  const test = unseenLoss === undefined ? [] : ['test_loss'];
  return ['seed', 'step', ...totals, 'loss', ...test, ...norms, ...numbered('normShared', layerNorms.shared.length)];
}

function numbered(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${name}.${i + 1}`);
}

function cells(
  seed: number,
  { step, totals, loss, unseenLoss, layerNorms }: TrajectoryPoint,
  lossKnown: boolean,
): (number | '')[] {
  const norms = [...layerNorms.branches.flat(), ...layerNorms.shared];
  return [
    seed,
    step,
    ...totals.flatMap((total) => [...total]),
    lossKnown ? loss : '',
    ...(unseenLoss === undefined ? [] : [unseenLoss]),
    ...norms,
  ];
}
